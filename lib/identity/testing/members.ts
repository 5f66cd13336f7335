import type { Database } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { completeSignIn, type SignInInput, type SignInResult } from "../complete-sign-in";
import { resolveSessionCaller } from "../resolve-session-caller";
import type { SessionCaller } from "../session-caller";

export const CONNECTION = "c".repeat(40);
export const REQUEST = { requestId: "test-request", source: "console" } as const;

/** Members who can sign in, each known to a provider as `subject-1`. */
export type TestMembers = {
  readonly database: TestDatabase;
  readonly db: Database;
  /** A tenant with one member. */
  newTenant(subject?: string): Promise<TestTenant>;
  /** Completes a sign-in at a tenant with what a broker vouches for, or refused. */
  signIn(
    tenant: TestTenant,
    vouched?: Partial<SignInInput["profile"]> | null,
    deviceToken?: string,
  ): Promise<SignInResult>;
  /** The token of a new session. */
  signedIn(tenant: TestTenant): Promise<string>;
  callerOf(token: string): Promise<SessionCaller>;
  /** Moves a time of a tenant's sessions into the past, as if they had begun earlier. */
  age(tenant: TestTenant, column: string, seconds: number): Promise<void>;
  /** The types of a tenant's ledger entries, with their reasons. */
  ledgerOf(tenant: TestTenant): Promise<string[]>;
};

export async function testMembers(): Promise<TestMembers> {
  const database = await testDatabase();
  const db = database.open();
  const signIn: TestMembers["signIn"] = (tenant, vouched = {}, deviceToken) => {
    const { tenantId, slug } = tenant;
    const profile = {
      ...{ tenantId, connection: CONNECTION, subject: "subject-1", protocol: "oidc" as const },
      claims: { email: null, name: null, groups: [], raw: {} },
      authenticatedAt: new Date(),
    };
    return completeSignIn(
      { db },
      {
        state: { tenantId, slug, connection: CONNECTION, next: "/" },
        profile: vouched && { ...profile, ...vouched },
        userAgent: "Browser\u0007",
        address: null,
        deviceToken,
        requestId: "test-request",
      },
    );
  };
  return {
    database,
    db,
    newTenant: (subject = "subject-1") => newTenant(database, subject),
    signIn,
    signedIn: async (tenant) => {
      const result = await signIn(tenant);
      if (!result.ok) throw new Error(result.reason);
      return result.token.reveal();
    },
    callerOf: async (token) => {
      const caller = await resolveSessionCaller({ db }, token, REQUEST);
      if (caller === null) throw new Error("no session");
      return caller;
    },
    age: async (tenant, column, seconds) => {
      await database.admin(
        `update portcullis.sessions set ${column} = ${column} - make_interval(secs => $2) where tenant_id = $1`,
        [tenant.tenantId, seconds],
      );
    },
    ledgerOf: (tenant) => ledgerOf(database, tenant),
  };
}

async function newTenant(database: TestDatabase, subject: string): Promise<TestTenant> {
  const tenant = await makeTenant(database);
  await addConnection(database, tenant.tenantId);
  await database.admin(
    "insert into portcullis.member_identities (tenant_id, connection, subject, member_id) values ($1, $2, $3, $4)",
    [tenant.tenantId, CONNECTION, subject, tenant.memberId],
  );
  return tenant;
}

async function ledgerOf(database: TestDatabase, tenant: TestTenant): Promise<string[]> {
  const rows = await database.admin<{ type: string; reason: string | null }>(
    `select type, convert_from(bytes, 'UTF8')::jsonb -> 'body' ->> 'reason' as reason
       from portcullis.ledger_entries where tenant_id = $1 order by seq`,
    [tenant.tenantId],
  );
  return rows.map(({ type, reason }) => (reason === null ? type : `${type}: ${reason}`));
}

/** A connection in use, known to the broker as `CONNECTION`; its id with us. */
export async function addConnection(
  database: TestDatabase,
  tenantId: string,
  part: { brokerId?: string; state?: string; defaultRole?: string; linkByAddress?: boolean } = {},
): Promise<string> {
  const id = newId();
  await database.admin(
    `insert into portcullis.connections
       (tenant_id, id, broker_id, kind, vendor, name, state, default_role, link_by_address, created_by)
     values ($1, $2, $3, 'oidc', 'other', 'Single sign-on', $4, $5, $6, 'system:test')
     on conflict (tenant_id, broker_id) do nothing`,
    [
      ...[tenantId, id, part.brokerId ?? CONNECTION, part.state ?? "active"],
      ...[part.defaultRole ?? null, part.linkByAddress ?? false],
    ],
  );
  return id;
}
