import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "@/lib/db";
import type { TestTenant } from "@/lib/db/testing";
import { Problem } from "@/lib/kernel";
import { endSession } from "./end-session";
import { remintSession } from "./remint-session";
import { resolveSessionCaller } from "./resolve-session-caller";
import { REQUEST, type TestMembers, testMembers } from "./testing/members";

let house: TestMembers;
let tenant: TestTenant;
beforeAll(async () => {
  house = await testMembers();
});
afterAll(() => house.database.drop());
beforeEach(async () => {
  tenant = await house.newTenant();
});

describe("a session", () => {
  it("tells who is signed in, where, and with which role", async () => {
    const caller = await house.callerOf(await house.signedIn(tenant));
    expect(caller).toMatchObject({
      kind: "member",
      actor: `member:${tenant.memberId}`,
      tenantId: tenant.tenantId,
      workspaceIds: [tenant.workspaceId],
      role: "owner",
      tenant: { slug: tenant.slug },
      session: { remintDue: false },
    });
    expect(await house.ledgerOf(tenant)).toEqual(["session.started"]);
  });

  it("stores a hash, never the token", async () => {
    const token = await house.signedIn(tenant);
    const rows = await house.database.admin(
      "select * from portcullis.sessions where tenant_id = $1",
      [tenant.tenantId],
    );
    expect(JSON.stringify(rows)).not.toContain(token.slice(4, 30));
    expect(rows[0]?.user_agent).toBe("Browser");
  });

  it.each([undefined, "", "pcs_x", `pcs_${"0".repeat(43)}_${"0".repeat(6)}`, "pck_x", "\0"])(
    "is not found under %j",
    async (token) => {
      expect(await resolveSessionCaller({ db: house.db }, token, REQUEST)).toBeNull();
    },
  );

  it("ends on the request after sign-out, under either of its tokens", async () => {
    const first = await house.signedIn(tenant);
    await house.age(tenant, "minted_at", 901);
    const second = await remintSession({ db: house.db }, await house.callerOf(first), first);
    expect(second).not.toBeNull();
    await endSession({ db: house.db }, await house.callerOf(first));
    expect(await resolveSessionCaller({ db: house.db }, first, REQUEST)).toBeNull();
    expect(await resolveSessionCaller({ db: house.db }, second?.reveal(), REQUEST)).toBeNull();
    expect(await house.ledgerOf(tenant)).toEqual(["session.started", "session.ended"]);
  });

  it("ends once, however often it is ended", async () => {
    const caller = await house.callerOf(await house.signedIn(tenant));
    await Promise.all([endSession({ db: house.db }, caller), endSession({ db: house.db }, caller)]);
    expect(await house.ledgerOf(tenant)).toEqual(["session.started", "session.ended"]);
  });

  it("ends when it was idle for eight hours", async () => {
    const token = await house.signedIn(tenant);
    await house.age(tenant, "idle_expires_at", 8 * 3600 - 5);
    expect(await resolveSessionCaller({ db: house.db }, token, REQUEST)).not.toBeNull();
    await house.age(tenant, "idle_expires_at", 10);
    expect(await resolveSessionCaller({ db: house.db }, token, REQUEST)).toBeNull();
  });

  it("ends a day after sign-in, however busy it was", async () => {
    const token = await house.signedIn(tenant);
    await house.age(tenant, "expires_at", 86_395);
    await house.age(tenant, "seen_at", 61);
    const caller = await house.callerOf(token);
    expect(caller.session.expiresAt.getTime() - Date.now()).toBeLessThan(5000);
    const [row] = await house.database.admin<{ same: boolean }>(
      "select idle_expires_at <= expires_at as same from portcullis.sessions where tenant_id = $1",
      [tenant.tenantId],
    );
    expect(row?.same).toBe(true);
    await house.age(tenant, "expires_at", 10);
    expect(await resolveSessionCaller({ db: house.db }, token, REQUEST)).toBeNull();
  });

  it("moves its idle limit on when it is used", async () => {
    const token = await house.signedIn(tenant);
    await house.age(tenant, "seen_at", 3600);
    await house.age(tenant, "idle_expires_at", 3600);
    await house.callerOf(token);
    const [row] = await house.database.admin<{ left: number }>(
      "select extract(epoch from idle_expires_at - now())::int as left from portcullis.sessions where tenant_id = $1",
      [tenant.tenantId],
    );
    expect(row?.left).toBeGreaterThan(8 * 3600 - 60);
  });

  it("takes a changed role and a removed member into account on the next request", async () => {
    const token = await house.signedIn(tenant);
    const set = (sql: string) =>
      house.database.admin(`update portcullis.members set ${sql} where id = $1`, [tenant.memberId]);
    await set("role = 'viewer'");
    const caller = await house.callerOf(token);
    expect(caller.role).toBe("viewer");
    expect(caller.permissions.has("rules:write")).toBe(false);
    await set("status = 'removed'");
    expect(await resolveSessionCaller({ db: house.db }, token, REQUEST)).toBeNull();
  });
});

it("a database that is down is unavailable, not signed out", async () => {
  const gone = { ...house.db, pool: { query: () => Promise.reject(new Error("timeout")) } };
  const token = await house.signedIn(tenant);
  await expect(
    resolveSessionCaller({ db: gone as unknown as Database }, token, REQUEST),
  ).rejects.toSatisfy((error) => error instanceof Problem && error.code === "unavailable");
});
