import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TestTenant } from "@/lib/db/testing";
import { CLI, type TestClients, testClients } from "./testing/clients";

const REFUSED = { code: "invalid_grant" };
const OTHER = { ...CLI, userAgent: "curl/8.5.0" };
let house: TestClients;
let tenant: TestTenant;
beforeAll(async () => {
  house = await testClients();
});
afterAll(() => house.database.drop());
beforeEach(async () => {
  tenant = await house.newTenant();
});

const first = async () => (await house.signedIn(tenant)).refreshToken.reveal();
const next = async (token: string, client = CLI) =>
  (await house.refresh(token, client)).refreshToken.reveal();
const age = (seconds: number) =>
  house.database.admin(
    "update portcullis.refresh_tokens set used_at = used_at - make_interval(secs => $2) where tenant_id = $1",
    [tenant.tenantId, seconds],
  );
const policy = (document: object) =>
  house.database.admin(
    "insert into portcullis.tenant_policies (tenant_id, section, version, document, changed_by) values ($1, 'sessions', 1, $2, 'test')",
    [tenant.tenantId, document],
  );
const count = async () =>
  (
    await house.database.admin<{ n: number }>(
      "select count(*)::int as n from portcullis.refresh_tokens where tenant_id = $1",
      [tenant.tenantId],
    )
  )[0]?.n;

describe("a refresh token", () => {
  it("is exchanged for an access token that works, and for the next one, again and again", async () => {
    let token = await first();
    for (let n = 0; n < 3; n++) {
      const pair = await house.refresh(token);
      expect(pair.expiresIn).toBe(900);
      expect(await house.callerOf(pair.accessToken)).toMatchObject({
        actor: `member:${tenant.memberId}`,
        tenantId: tenant.tenantId,
        session: { kind: "client" },
      });
      token = pair.refreshToken.reveal();
    }
  });

  it("is stored as a hash, and neither it nor its child can be read from the database", async () => {
    const token = await first();
    const child = await next(token);
    const rows = JSON.stringify(
      await house.database.admin("select * from portcullis.refresh_tokens"),
    );
    for (const text of [token, child]) expect(rows).not.toContain(text.slice(4, 30));
  });

  it("used twice at the same moment leaves one child, and signs nobody out", async () => {
    const token = await first();
    const children = await Promise.all(Array.from({ length: 6 }, () => next(token)));
    expect(new Set(children).size).toBe(1);
    expect(await count()).toBe(2);
    await next(children[0] ?? "");
    // One that was slow comes when the child has been used already: it is given what follows.
    await next(await next(token));
    expect(await house.ledgerOf(tenant)).not.toContain("session.ended: refresh-token-reused");
  });

  it.each([
    ["later than ten seconds after", CLI, 11],
    ["by another client, at once", OTHER, 0],
    ["from another address of the network, at once", { ...CLI, address: "203.0.113.8" }, 0],
    ["from another network, at once", { ...CLI, address: "198.51.100.7" }, 0],
  ])(
    "used a second time %s ends its whole line, which is recorded once",
    async (_n, client, seconds) => {
      const token = await first();
      const pair = await house.refresh(token);
      await age(seconds);
      await expect(house.refresh(token, client)).rejects.toMatchObject(REFUSED);
      await expect(house.refresh(pair.refreshToken.reveal())).rejects.toMatchObject(REFUSED);
      await expect(house.refresh(token, client)).rejects.toMatchObject(REFUSED);
      expect(await house.callerOf(pair.accessToken)).toBeNull();
      const ended = (await house.ledgerOf(tenant)).filter((type) =>
        type.startsWith("session.ended"),
      );
      expect(ended).toEqual(["session.ended: refresh-token-reused"]);
    },
  );

  it("of one session ends no other session", async () => {
    const [stolen, other] = [await first(), await first()];
    await next(stolen);
    await expect(house.refresh(stolen, OTHER)).rejects.toMatchObject(REFUSED);
    await next(other);
  });

  it("that appears in another network ends its session, unless the policy lets it move", async () => {
    const elsewhere = { ...CLI, address: "198.51.100.7" };
    await expect(house.refresh(await first(), elsewhere)).rejects.toMatchObject(REFUSED);
    expect(await house.ledgerOf(tenant)).toContain("session.ended: network-changed");
    await policy({ endOnNetworkChange: false });
    await next(await next(await first(), elsewhere), elsewhere);
  });

  it.each(["revoked_at = now()", "expires_at = now()", "idle_expires_at = now()"])(
    "is refused once its session has %s",
    async (ending) => {
      const token = await first();
      await house.database.admin(`update portcullis.sessions set ${ending} where tenant_id = $1`, [
        tenant.tenantId,
      ]);
      await expect(house.refresh(token)).rejects.toMatchObject(REFUSED);
    },
  );

  it("is refused once its member has been removed, and its access token with it", async () => {
    const pair = await house.signedIn(tenant);
    await house.database.admin(
      "update portcullis.members set status = 'removed' where tenant_id = $1",
      [tenant.tenantId],
    );
    await expect(house.refresh(pair.refreshToken.reveal())).rejects.toMatchObject(REFUSED);
    expect(await house.callerOf(pair.accessToken)).toBeNull();
  });

  it.each(["", "pcr_x", `pcr_${"0".repeat(43)}_${"0".repeat(6)}`, `pck_${"0".repeat(43)}_a`, "\0"])(
    "is not %j",
    async (text) => {
      await expect(house.refresh(text)).rejects.toMatchObject(REFUSED);
    },
  );

  it("lives by the policy's limits: idle from its last use, absolute from sign-in", async () => {
    await policy({ clientIdleDays: 2, clientAbsoluteDays: 3 });
    await first();
    const [row] = await house.database.admin<{ idle: number; all: number }>(
      `select extract(epoch from idle_expires_at - created_at)::int as idle,
         extract(epoch from expires_at - created_at)::int as all
       from portcullis.sessions where tenant_id = $1 and kind = 'client'`,
      [tenant.tenantId],
    );
    expect(row).toEqual({ idle: 2 * 86_400, all: 3 * 86_400 });
  });
});

describe("an access token", () => {
  it("may do what its member may now, and no more than it says", async () => {
    const { accessToken, refreshToken } = await house.signedIn(tenant);
    expect((await house.callerOf(accessToken))?.permissions.has("servers:read")).toBe(true);
    const become = (role: string) =>
      house.database.admin("update portcullis.members set role = $2 where tenant_id = $1", [
        tenant.tenantId,
        role,
      ]);
    await become("viewer");
    const lesser = await house.callerOf(accessToken);
    expect(lesser?.permissions.has("members:write")).toBe(false);
    const asViewer = await house.refresh(refreshToken.reveal());
    await become("owner");
    expect((await house.callerOf(asViewer.accessToken))?.permissions.has("members:write")).toBe(
      false,
    );
    expect((await house.callerOf(accessToken))?.permissions.has("members:write")).toBe(true);
  });

  it("names nobody in a browser's session, and a session of another tenant names nobody", async () => {
    const browser = await house.browser(tenant);
    const other = await house.newTenant();
    const claims = {
      ...{ sub: browser.actor, client_id: "x", workspace_ids: [], roles: [], caps: [], amr: [] },
    };
    const client = await house.callerOf((await house.signedIn(tenant)).accessToken);
    const wrong = [
      { tenant_id: tenant.tenantId, sid: browser.session.id },
      { tenant_id: other.tenantId, sid: client?.session.id ?? "" },
    ];
    for (const one of wrong) {
      const { token } = await house.rooms.signing.mint({ ...claims, ...one });
      expect(await house.callerOf(token)).toBeNull();
    }
  });
});

it("a client that came in without a second factor is held back where one is asked for, and loses nothing by asking", async () => {
  const pair = await house.signedIn(tenant);
  const says = (everyone: boolean) =>
    house.database.admin(
      `insert into portcullis.tenant_policies (tenant_id, section, version, document, changed_by)
       values ($1, 'mfa', 1, $2, 'test')
       on conflict (tenant_id, section) do update set document = excluded.document`,
      [tenant.tenantId, JSON.stringify({ everyone })],
    );
  await says(true);
  await expect(house.callerOf(pair.accessToken)).rejects.toMatchObject({ code: "unauthenticated" });
  await expect(house.refresh(pair.refreshToken.reveal())).rejects.toMatchObject({
    code: "invalid_grant",
  });
  await says(false);
  expect(await house.callerOf(pair.accessToken)).not.toBeNull();
  await house.refresh(pair.refreshToken.reveal());
});
