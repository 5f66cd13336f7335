import { randomUUID } from "node:crypto";
import { type Permission, type Role, systemCaller } from "@/lib/access";
import { createApiKey } from "@/lib/credentials";
import type { Database } from "@/lib/db";
import type { TestDatabase, TestTenant } from "@/lib/db/testing";
import { completeSignIn, SESSION_COOKIE } from "@/lib/identity";
import { addConnection } from "@/lib/identity/testing/members";
import { newId } from "@/lib/kernel";

/** The connection that everybody here comes in through. */
export const CONNECTION = "c".repeat(40);

/** A new key of that tenant, with no more than these. */
export async function newKey(
  db: Database,
  tenant: TestTenant,
  capabilities: Permission[],
): Promise<string> {
  const { tenantId, workspaceId } = tenant;
  const caller = systemCaller("test", { tenantId, workspaceIds: [workspaceId] });
  const { token } = await createApiKey({ db }, caller, { name: "test", capabilities });
  return token.reveal();
}

/** The same tenant with a new member of that role as the one who acts. */
export async function newMember(
  database: TestDatabase,
  tenant: TestTenant,
  role: Role,
): Promise<TestTenant> {
  const memberId = newId();
  await database.admin(
    "insert into portcullis.members (tenant_id, id, email, name, role) values ($1, $2, $3, $4, $5)",
    [tenant.tenantId, memberId, `${memberId}@${tenant.slug}.test`, role, role],
  );
  return { ...tenant, memberId };
}

/** The cookie of a new session of whoever acts. */
export async function newCookie(
  database: TestDatabase,
  db: Database,
  tenant: TestTenant,
): Promise<string> {
  const { tenantId, slug, memberId } = tenant;
  const subject = randomUUID();
  await addConnection(database, tenantId, { brokerId: CONNECTION });
  // Other cases may have turned it off, or let another be the only way in.
  await database.admin(
    `update portcullis.connections set state = case broker_id when $2 then 'active' else 'tested' end
     where tenant_id = $1 and (broker_id = $2 or state = 'enforced')`,
    [tenantId, CONNECTION],
  );
  await database.admin(
    "insert into portcullis.member_identities (tenant_id, connection, subject, member_id) values ($1, $2, $3, $4)",
    [tenantId, CONNECTION, subject, memberId],
  );
  const result = await completeSignIn(
    { db },
    {
      state: { tenantId, slug, connection: CONNECTION, next: "/" },
      profile: {
        ...{ tenantId, connection: CONNECTION, subject, protocol: "oidc" },
        claims: { email: null, name: null, groups: [], raw: {} },
        authenticatedAt: new Date(),
      },
      userAgent: null,
      address: null,
      requestId: "test-request",
    },
  );
  if (!result.ok) throw new Error(result.reason);
  return `${SESSION_COOKIE}=${result.token.reveal()}`;
}
