import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { changePolicy, POLICY_SECTIONS, requireStepUp } from "@/lib/access";
import { type Database, withTenant } from "@/lib/db";
import { makeTenant, type TestTenant } from "@/lib/db/testing";
import {
  type Client,
  endOneSession,
  endOtherSessions,
  endSessionsOf,
  listOwnSessions,
  listSessions,
  resolveSessionCaller,
  type SessionCaller,
  startSession,
} from "@/lib/identity";
import { newId } from "@/lib/kernel";
import { beginDeviceSignIn } from "./begin-device-sign-in";
import { decideDeviceSignIn } from "./decide-device-sign-in";
import { redeemDeviceCode } from "./redeem-device-code";
import { CLI, type TestClients, testClients } from "./testing/clients";

const HOME: Client = {
  address: "203.0.113.7",
  userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
};
const PHONE = { ...HOME, userAgent: "Mozilla/5.0 (Android 16; Mobile; rv:140.0) Gecko/140.0" };
const ELSEWHERE = { ...HOME, address: "198.51.100.1" };

let house: TestClients;
let db: Database;
let tenant: TestTenant;
beforeAll(async () => {
  house = await testClients();
  db = house.rooms.db;
});
afterAll(() => house.database.drop());
beforeEach(async () => {
  tenant = await house.newTenant();
});

/** The token of a browser's session of a member, begun at home. */
async function begin(memberId = tenant.memberId): Promise<string> {
  const { tenantId } = tenant;
  const { token } = await withTenant(db, tenant.identity, (tx) =>
    startSession(tx, { tenantId, memberId, ...HOME }),
  );
  return token.reveal();
}
const resolve = (token: string, client: Client = HOME) =>
  resolveSessionCaller({ db }, token, { requestId: "request-1", source: "console", client });
async function callerOf(token: string): Promise<SessionCaller> {
  const caller = await resolve(token);
  if (caller === null) throw new Error("no session");
  return caller;
}
async function newMember(role: string): Promise<string> {
  const id = newId();
  await house.database.admin(
    "insert into portcullis.members (tenant_id, id, email, name, role) values ($1, $2, $3, 'Somebody', $4)",
    [tenant.tenantId, id, `${id}@example.test`, role],
  );
  return id;
}
const noticesOf = async (memberId: string) =>
  (
    await house.database.admin<{ kind: string }>(
      "select kind from portcullis.notices where tenant_id = $1 and member_id = $2",
      [tenant.tenantId, memberId],
    )
  ).map(({ kind }) => kind);

describe("the list of sessions", () => {
  it("shows device and place, which one asks, and clients beside browsers", async () => {
    const caller = await callerOf(await begin());
    await house.signedIn(tenant);
    const { data } = await listOwnSessions({ db }, caller, { limit: 10, state: "live" });
    expect(data.length).toBe(3);
    expect(data.find(({ current }) => current)).toMatchObject({
      ...{ id: caller.session.id, kind: "browser", device: "Firefox on Linux", live: true },
      ...{ deviceClass: "computer", address: HOME.address, lastAddress: HOME.address },
    });
    expect(data.find(({ kind }) => kind === "client")).toMatchObject({
      ...{ client: "CLI", device: "portcullis", deviceClass: "program", address: CLI.address },
    });
  });

  it("of all is for who may see them, and holds nobody of another organisation", async () => {
    const admin = await callerOf(await begin(await newMember("admin")));
    const viewer = await callerOf(await begin(await newMember("viewer")));
    tenant = { ...(await makeTenant(house.database)) };
    await begin();
    const { data } = await listSessions({ db }, admin, { limit: 10 });
    expect(data.map(({ id }) => id).sort()).toEqual([admin.session.id, viewer.session.id].sort());
    await expect(listSessions({ db }, viewer, { limit: 10 })).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});

describe("ending sessions", () => {
  it("ends all of one's own but the one that asks, browsers and clients, on the next request", async () => {
    const [here, there] = [await begin(), await begin()];
    const client = await house.signedIn(tenant);
    const caller = await callerOf(here);
    // The browser in which the client was approved is one of them.
    expect(await endOtherSessions({ db }, caller)).toMatchObject({ ended: 3 });
    expect(await resolve(there)).toBeNull();
    expect(await house.callerOf(client.accessToken)).toBeNull();
    await expect(house.refresh(client.refreshToken.reveal())).rejects.toMatchObject({
      code: "invalid_grant",
    });
    expect(await resolve(here)).not.toBeNull();
    expect(await endOtherSessions({ db }, caller)).toEqual({ ended: 0, receipt: null });
    const ended = (await house.ledgerOf(tenant)).filter((type) => type.startsWith("session.ended"));
    expect(ended).toEqual(Array(3).fill("session.ended: ended-by-member"));
    expect(await noticesOf(tenant.memberId)).toEqual([]);
  });

  it("of another person is for who may, and they are told", async () => {
    const someone = await newMember("viewer");
    const [first, second] = [await begin(someone), await begin(someone)];
    const admin = await callerOf(await begin(await newMember("admin")));
    const { id } = (await callerOf(first)).session;
    await endOneSession({ db }, admin, id);
    expect(await resolve(first)).toBeNull();
    await expect(endOneSession({ db }, admin, id)).rejects.toMatchObject({ code: "not_found" });
    expect(await endSessionsOf({ db }, admin, someone)).toMatchObject({ ended: 1 });
    expect(await resolve(second)).toBeNull();
    expect(await noticesOf(someone)).toEqual(Array(2).fill("session.ended-by-other"));
  });

  it("is refused to who may not, and against who may do more", async () => {
    const owner = await callerOf(await begin());
    const viewer = await callerOf(await begin(await newMember("viewer")));
    const admin = await callerOf(await begin(await newMember("admin")));
    const forbidden = { code: "forbidden" };
    await expect(endOneSession({ db }, viewer, owner.session.id)).rejects.toMatchObject(forbidden);
    await expect(endOneSession({ db }, viewer, newId())).rejects.toMatchObject(forbidden);
    await expect(endSessionsOf({ db }, viewer, owner.memberId)).rejects.toMatchObject(forbidden);
    await expect(endOneSession({ db }, admin, owner.session.id)).rejects.toMatchObject(forbidden);
    await expect(endSessionsOf({ db }, admin, owner.memberId)).rejects.toMatchObject(forbidden);
    await endOneSession({ db }, viewer, viewer.session.id);
    await endSessionsOf({ db }, owner, admin.memberId);
  });

  it("of another organisation finds nothing", async () => {
    const foreign = await callerOf(await begin());
    tenant = await house.newTenant();
    const owner = await callerOf(await begin());
    const missing = { code: "not_found" };
    await expect(endOneSession({ db }, owner, foreign.session.id)).rejects.toMatchObject(missing);
    await expect(endSessionsOf({ db }, owner, foreign.memberId)).rejects.toMatchObject(missing);
  });

  it("at the same moment by two who end each other's hangs neither", async () => {
    const [one, two] = [await newMember("admin"), await newMember("admin")];
    const [a, b] = [await callerOf(await begin(one)), await callerOf(await begin(two))];
    const both = await Promise.allSettled([
      endSessionsOf({ db }, a, two),
      endSessionsOf({ db }, b, one),
    ]);
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
  });
});

describe("a session", () => {
  it.each([
    ["in another network", ELSEWHERE, "network-changed"],
    ["on another kind of device", PHONE, "device-changed"],
  ])(
    "that appears %s ends there and everywhere, and the ledger says why",
    async (_n, client, why) => {
      const token = await begin();
      expect(await resolve(token, client)).toBeNull();
      expect(await resolve(token)).toBeNull();
      expect(await house.ledgerOf(tenant)).toEqual([`session.ended: ${why}`]);
    },
  );

  it("may move where the policy says so, and is bound to where it has gone", async () => {
    const caller = await callerOf(await begin());
    const document = POLICY_SECTIONS.sessions.parse({ endOnNetworkChange: false });
    await changePolicy({ db }, caller, "sessions", { version: 0, document });
    const token = await begin();
    expect(await resolve(token, ELSEWHERE)).not.toBeNull();
    const [row] = await house.database.admin<{ address: string }>(
      "select address from portcullis.sessions where tenant_id = $1 order by id desc limit 1",
      [tenant.tenantId],
    );
    expect(row?.address).toBe(ELSEWHERE.address);
    expect(await resolve(token, { ...PHONE, address: ELSEWHERE.address })).toBeNull();
  });

  it("is shortened by a stricter policy at once, and lengthened by none", async () => {
    const [token, client] = [await begin(), await house.signedIn(tenant)];
    const caller = await callerOf(token);
    await house.database.admin(
      "update portcullis.sessions set seen_at = seen_at - interval '20 min' where tenant_id = $1",
      [tenant.tenantId],
    );
    const change = (version: number, document: object) =>
      changePolicy({ db }, caller, "sessions", {
        version,
        document: POLICY_SECTIONS.sessions.parse(document),
      });
    await change(0, { idleMinutes: 15 });
    expect(await resolve(token)).toBeNull();
    expect(await house.callerOf(client.accessToken)).not.toBeNull();
    await change(1, { idleMinutes: 600, absoluteHours: 48 });
    expect(await resolve(token)).toBeNull();
  });
});

it("a client is no younger a proof than the sign-in of the browser that approved it", async () => {
  const { slug, tenantId } = tenant;
  const asked = { slug, name: "CLI", client: CLI, requestId: "begin-1" };
  const begun = await beginDeviceSignIn(house.rooms, asked);
  await decideDeviceSignIn(house.rooms, await house.browser(tenant), begun.userCode, "approved");
  await house.database.admin(
    "update portcullis.sessions set authenticated_at = authenticated_at - interval '1 hour' where tenant_id = $1",
    [tenantId],
  );
  const code = begun.deviceCode.reveal();
  const pair = await redeemDeviceCode(house.rooms, { code, client: CLI, requestId: "redeem-1" });
  const caller = await house.callerOf(pair.accessToken);
  if (caller === null) throw new Error("no client");
  await expect(
    withTenant(db, caller, (tx) => requireStepUp(tx, caller, "keys.create")),
  ).rejects.toMatchObject({ code: "step_up_required" });
});

describe("a network that the organisation has a name for", () => {
  const names = (namedNetworks: object[]) =>
    house.database.admin(
      `insert into portcullis.tenant_policies (tenant_id, section, version, document, changed_by)
       values ($1, 'sessions', 1, $2, 'test')`,
      [tenant.tenantId, JSON.stringify({ namedNetworks })],
    );
  const at = (address: string) => ({ ...HOME, address });

  it("is one network to a session, and another name is another, within the same one too", async () => {
    await names([
      { name: "Office", networks: ["203.0.112.0/23", "2001:db8::/32"] },
      { name: "Guests", networks: ["203.0.113.128/25"] },
    ]);
    const token = await begin();
    expect(await resolve(token, at("203.0.112.9"))).not.toBeNull();
    expect(await resolve(token, at("2001:db8:5::9"))).not.toBeNull();
    const caller = await callerOf(token);
    const { data } = await listOwnSessions({ db }, caller, { limit: 1 });
    expect(data[0]).toMatchObject({ place: { network: "public", name: "Office" } });
    expect(await resolve(token, at("203.0.113.200"))).toBeNull();
    expect(await house.ledgerOf(tenant)).toContain("session.ended: network-changed");
  });

  it("counts no more where what policy says cannot be read: nobody moves then", async () => {
    const token = await begin();
    await names([{ name: "Everywhere", networks: ["0.0.0.0/0"] }]);
    await expect(resolve(token, at("203.0.113.9"))).rejects.toMatchObject({ code: "unavailable" });
  });
});
