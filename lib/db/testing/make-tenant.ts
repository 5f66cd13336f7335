import { randomBytes } from "node:crypto";
import { newId } from "@/lib/kernel";
import type { Identity } from "../with-tenant";
import type { TestDatabase } from "./test-database";

export type TestTenant = {
  readonly tenantId: string;
  readonly slug: string;
  readonly workspaceId: string;
  readonly memberId: string;
  /** The identity of that member, for `withTenant`. */
  readonly identity: Identity;
};

/** A tenant with one workspace and one active member (an owner unless told otherwise). */
export async function makeTenant(
  database: TestDatabase,
  options: { slug?: string; role?: string } = {},
): Promise<TestTenant> {
  const slug = options.slug ?? `t-${randomBytes(6).toString("hex")}`;
  const [tenantId, workspaceId, memberId] = [newId(), newId(), newId()];
  await database.admin(
    "insert into portcullis.tenants (tenant_id, slug, name) values ($1, $2, $3)",
    [tenantId, slug, `Tenant ${slug}`],
  );
  await database.admin(
    "insert into portcullis.workspaces (tenant_id, id, slug, name, salt) values ($1, $2, 'main', 'Main', $3)",
    [tenantId, workspaceId, randomBytes(32)],
  );
  await database.admin(
    "insert into portcullis.members (tenant_id, id, email, name, role) values ($1, $2, $3, $4, $5)",
    [tenantId, memberId, `owner@${slug}.test`, "Owner", options.role ?? "owner"],
  );
  return {
    tenantId,
    slug,
    workspaceId,
    memberId,
    identity: {
      tenantId,
      workspaceIds: [workspaceId],
      subject: `member:${memberId}`,
      requestId: newId(),
    },
  };
}
