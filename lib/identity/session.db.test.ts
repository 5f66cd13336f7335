import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { Problem } from "@/lib/kernel";
import { completeSignIn, type SignInInput } from "./complete-sign-in";
import { endSession } from "./end-session";
import { remintSession } from "./remint-session";
import { resolveSessionCaller } from "./resolve-session-caller";
import type { SessionCaller } from "./session-caller";

const CONNECTION = "c".repeat(40);
const request = { requestId: "test-request", source: "console" } as const;

let database: TestDatabase;
let db: Database;
let tenant: TestTenant;

beforeAll(async () => {
  database = await testDatabase();
  db = database.open();
});
afterAll(() => database.drop());
beforeEach(async () => {
  tenant = await makeTenant(database);
  await knowAs(tenant, "subject-1");
});

async function knowAs(of: TestTenant, subject: string): Promise<void> {
  await database.admin(
    "insert into portcullis.member_identities (tenant_id, connection, subject, member_id) values ($1, $2, $3, $4)",
    [of.tenantId, CONNECTION, subject, of.memberId],
  );
}

function signIn(of: TestTenant, profile: Partial<SignInInput["profile"]> | null = {}) {
  return completeSignIn(
    { db },
    {
      state: { tenantId: of.tenantId, slug: of.slug, connection: CONNECTION, next: "/" },
      profile: profile && {
        tenantId: of.tenantId,
        connection: CONNECTION,
        subject: "subject-1",
        ...profile,
      },
      userAgent: "Browser\u0007",
      address: null,
      requestId: "test-request",
    },
  );
}

async function signedIn(): Promise<string> {
  const result = await signIn(tenant);
  if (!result.ok) throw new Error(result.reason);
  return result.token.reveal();
}

async function callerOf(token: string): Promise<SessionCaller> {
  const caller = await resolveSessionCaller({ db }, token, request);
  if (caller === null) throw new Error("no session");
  return caller;
}

/** Moves every time of the tenant's sessions into the past, as if they had begun earlier. */
async function age(column: string, seconds: number): Promise<void> {
  await database.admin(
    `update portcullis.sessions set ${column} = ${column} - make_interval(secs => $2) where tenant_id = $1`,
    [tenant.tenantId, seconds],
  );
}

async function ledgerOf(of: TestTenant): Promise<string[]> {
  const rows = await database.admin<{ type: string; reason: string | null }>(
    `select type, convert_from(bytes, 'UTF8')::jsonb -> 'body' ->> 'reason' as reason
       from portcullis.ledger_entries where tenant_id = $1 order by seq`,
    [of.tenantId],
  );
  return rows.map(({ type, reason }) => (reason === null ? type : `${type}: ${reason}`));
}

describe("a session", () => {
  it("tells who is signed in, where, and with which role", async () => {
    const caller = await callerOf(await signedIn());
    expect(caller).toMatchObject({
      kind: "member",
      actor: `member:${tenant.memberId}`,
      tenantId: tenant.tenantId,
      workspaceIds: [tenant.workspaceId],
      role: "owner",
      tenant: { slug: tenant.slug },
      session: { remintDue: false },
    });
    expect(await ledgerOf(tenant)).toEqual(["session.started"]);
  });

  it("stores a hash, never the token", async () => {
    const token = await signedIn();
    const rows = await database.admin("select * from portcullis.sessions where tenant_id = $1", [
      tenant.tenantId,
    ]);
    expect(JSON.stringify(rows)).not.toContain(token.slice(4, 30));
    expect(rows[0]?.user_agent).toBe("Browser");
  });

  it.each([undefined, "", "pcs_x", `pcs_${"0".repeat(43)}_${"0".repeat(6)}`, "pck_x", "\0"])(
    "is not found under %j",
    async (token) => {
      expect(await resolveSessionCaller({ db }, token, request)).toBeNull();
    },
  );

  it("ends on the request after sign-out, under either of its tokens", async () => {
    const first = await signedIn();
    await age("minted_at", 901);
    const second = await remintSession({ db }, await callerOf(first), first);
    expect(second).not.toBeNull();
    await endSession({ db }, await callerOf(first));
    expect(await resolveSessionCaller({ db }, first, request)).toBeNull();
    expect(await resolveSessionCaller({ db }, second?.reveal(), request)).toBeNull();
    expect(await ledgerOf(tenant)).toEqual(["session.started", "session.ended"]);
  });

  it("ends once, however often it is ended", async () => {
    const caller = await callerOf(await signedIn());
    await Promise.all([endSession({ db }, caller), endSession({ db }, caller)]);
    expect(await ledgerOf(tenant)).toEqual(["session.started", "session.ended"]);
  });

  it("ends when it was idle for eight hours", async () => {
    const token = await signedIn();
    await age("idle_expires_at", 8 * 3600 - 5);
    expect(await resolveSessionCaller({ db }, token, request)).not.toBeNull();
    await age("idle_expires_at", 10);
    expect(await resolveSessionCaller({ db }, token, request)).toBeNull();
  });

  it("ends a day after sign-in, however busy it was", async () => {
    const token = await signedIn();
    await age("expires_at", 86_395);
    await age("seen_at", 61);
    const caller = await callerOf(token);
    expect(caller.session.expiresAt.getTime() - Date.now()).toBeLessThan(5000);
    const [row] = await database.admin<{ same: boolean }>(
      "select idle_expires_at <= expires_at as same from portcullis.sessions where tenant_id = $1",
      [tenant.tenantId],
    );
    expect(row?.same).toBe(true);
    await age("expires_at", 10);
    expect(await resolveSessionCaller({ db }, token, request)).toBeNull();
  });

  it("moves its idle limit on when it is used", async () => {
    const token = await signedIn();
    await age("seen_at", 3600);
    await age("idle_expires_at", 3600);
    await callerOf(token);
    const [row] = await database.admin<{ left: number }>(
      "select extract(epoch from idle_expires_at - now())::int as left from portcullis.sessions where tenant_id = $1",
      [tenant.tenantId],
    );
    expect(row?.left).toBeGreaterThan(8 * 3600 - 60);
  });

  it("takes a changed role and a removed member into account on the next request", async () => {
    const token = await signedIn();
    const set = (sql: string) =>
      database.admin(`update portcullis.members set ${sql} where id = $1`, [tenant.memberId]);
    await set("role = 'viewer'");
    const caller = await callerOf(token);
    expect(caller.role).toBe("viewer");
    expect(caller.permissions.has("rules:write")).toBe(false);
    await set("status = 'removed'");
    expect(await resolveSessionCaller({ db }, token, request)).toBeNull();
  });
});

describe("re-minting", () => {
  it("leaves a young token as it is", async () => {
    const token = await signedIn();
    expect(await remintSession({ db }, await callerOf(token), token)).toBeNull();
  });

  it("gives one of several parallel requests the new token, and throws none of them out", async () => {
    const token = await signedIn();
    await age("minted_at", 901);
    const callers = await Promise.all(Array.from({ length: 6 }, () => callerOf(token)));
    const minted = await Promise.all(callers.map((caller) => remintSession({ db }, caller, token)));
    const children = minted.filter((one) => one !== null);
    expect(children).toHaveLength(1);
    expect((await callerOf(token)).session.remintDue).toBe(false);
    expect((await callerOf(children[0]?.reveal() ?? "")).session.remintDue).toBe(false);
  });

  it("lets the old token go after thirty seconds", async () => {
    const token = await signedIn();
    await age("minted_at", 901);
    const next = await remintSession({ db }, await callerOf(token), token);
    await age("previous_until", 29);
    expect(await resolveSessionCaller({ db }, token, request)).not.toBeNull();
    await age("previous_until", 2);
    expect(await resolveSessionCaller({ db }, token, request)).toBeNull();
    expect(await resolveSessionCaller({ db }, next?.reveal(), request)).not.toBeNull();
  });
});

describe("completing a sign-in", () => {
  it("never reuses a token", async () => {
    expect(await signedIn()).not.toBe(await signedIn());
  });

  it("refuses what the provider or the broker refused", async () => {
    expect(await signIn(tenant, null)).toEqual({ ok: false, reason: "provider-refused" });
    expect(await ledgerOf(tenant)).toEqual(["session.refused: provider-refused"]);
  });

  it("refuses a tenant that the broker does not vouch for, and makes no session anywhere", async () => {
    const other = await makeTenant(database);
    await knowAs(other, "subject-1");
    const result = await signIn(tenant, { tenantId: other.tenantId });
    expect(result).toEqual({ ok: false, reason: "tenant-mismatch" });
    const rows = await database.admin(
      "select from portcullis.sessions where tenant_id = any ($1)",
      [[tenant.tenantId, other.tenantId]],
    );
    expect(rows).toEqual([]);
    expect(await ledgerOf(other)).toEqual([]);
  });

  it("refuses another connection than the one the sign-in began at", async () => {
    expect(await signIn(tenant, { connection: "d".repeat(40) })).toMatchObject({ ok: false });
  });

  it("refuses a subject that only another tenant knows", async () => {
    const other = await makeTenant(database);
    await knowAs(other, "theirs");
    expect(await signIn(tenant, { subject: "theirs" })).toEqual({
      ok: false,
      reason: "unknown-identity",
    });
  });

  it("does not take a mail address for an identity", async () => {
    expect(await signIn(tenant, { subject: `owner@${tenant.slug}.test` })).toMatchObject({
      reason: "unknown-identity",
    });
  });

  it("refuses a removed member", async () => {
    await database.admin("update portcullis.members set status = 'removed' where id = $1", [
      tenant.memberId,
    ]);
    expect(await signIn(tenant)).toEqual({ ok: false, reason: "member-removed" });
  });
});

it("a database that is down is unavailable, not signed out", async () => {
  const gone = { ...db, pool: { query: () => Promise.reject(new Error("timeout")) } };
  const token = await signedIn();
  await expect(
    resolveSessionCaller({ db: gone as unknown as Database }, token, request),
  ).rejects.toSatisfy((error) => error instanceof Problem && error.code === "unavailable");
});
