import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TestTenant } from "@/lib/db/testing";
import { beginDeviceSignIn } from "./begin-device-sign-in";
import { decideDeviceSignIn, findDeviceSignIn } from "./decide-device-sign-in";
import { redeemDeviceCode } from "./redeem-device-code";
import { CLI, type TestClients, testClients } from "./testing/clients";
import { readUserCode, shownUserCode } from "./user-code";

let house: TestClients;
let tenant: TestTenant;
beforeAll(async () => {
  house = await testClients();
});
afterAll(() => house.database.drop());
beforeEach(async () => {
  tenant = await house.newTenant();
});

const begin = (slug = tenant.slug) =>
  beginDeviceSignIn(house.rooms, { slug, name: "CI", client: CLI, requestId: "begin-1" });
const ask = (code: string) =>
  redeemDeviceCode(house.rooms, { code, client: CLI, requestId: "redeem-1" });
const wait = (seconds: number) =>
  house.database.admin(
    "update portcullis.device_codes set polled_at = polled_at - make_interval(secs => $2) where tenant_id = $1",
    [tenant.tenantId, seconds],
  );

describe("a client without a browser", () => {
  it("waits until its person has approved it, and comes in once", async () => {
    const begun = await begin();
    const code = begun.deviceCode.reveal();
    await expect(ask(code)).rejects.toMatchObject({ code: "authorization_pending" });
    await expect(ask(code)).rejects.toMatchObject({ code: "slow_down" });
    await wait(9);
    await expect(ask(code)).rejects.toMatchObject({ code: "slow_down" });
    await wait(15);
    await expect(ask(code)).rejects.toMatchObject({ code: "authorization_pending" });
    const person = await house.browser(tenant);
    expect(await findDeviceSignIn(house.rooms, person, begun.userCode)).toMatchObject({
      client: "CI",
      address: CLI.address,
    });
    await decideDeviceSignIn(house.rooms, person, shownUserCode(begun.userCode), "approved");
    const both = await Promise.allSettled([ask(code), ask(code)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(ask(code)).rejects.toMatchObject({ code: "invalid_grant" });
    expect(await house.ledgerOf(tenant)).toEqual(["device.approved", "session.started: client"]);
  });

  it("is approved by a fresh proof only, and refused without one", async () => {
    const person = await house.browser(tenant);
    await house.database.admin(
      `update portcullis.sessions set created_at = created_at - interval '1 day',
         authenticated_at = authenticated_at - interval '1 day' where tenant_id = $1`,
      [tenant.tenantId],
    );
    const begun = await begin();
    const decide = (decision: "approved" | "refused") =>
      decideDeviceSignIn(house.rooms, person, begun.userCode, decision);
    await expect(decide("approved")).rejects.toMatchObject({ code: "step_up_required" });
    await expect(ask(begun.deviceCode.reveal())).rejects.toMatchObject({
      code: "authorization_pending",
    });
    await decide("refused");
    expect(await house.ledgerOf(tenant)).toEqual(["device.refused"]);
  });

  it("is told when its person refused, and when it took too long", async () => {
    const refused = await begin();
    const person = await house.browser(tenant);
    await decideDeviceSignIn(house.rooms, person, refused.userCode, "refused");
    await expect(ask(refused.deviceCode.reveal())).rejects.toMatchObject({ code: "access_denied" });
    const late = await begin();
    await decideDeviceSignIn(house.rooms, person, late.userCode, "approved");
    await house.database.admin("update portcullis.device_codes set expires_at = now()");
    await expect(ask(late.deviceCode.reveal())).rejects.toMatchObject({ code: "expired_token" });
    await expect(ask("pcd_x")).rejects.toMatchObject({ code: "invalid_grant" });
  });

  it("does not come in where its person was removed after approving", async () => {
    const begun = await begin();
    await decideDeviceSignIn(house.rooms, await house.browser(tenant), begun.userCode, "approved");
    await house.database.admin(
      "update portcullis.members set status = 'removed' where tenant_id = $1",
      [tenant.tenantId],
    );
    await expect(ask(begun.deviceCode.reveal())).rejects.toMatchObject({ code: "access_denied" });
  });

  it("does not come in where the session it was approved in has ended meanwhile", async () => {
    const begun = await begin();
    await decideDeviceSignIn(house.rooms, await house.browser(tenant), begun.userCode, "approved");
    await house.database.admin(
      "update portcullis.sessions set revoked_at = now() where tenant_id = $1",
      [tenant.tenantId],
    );
    await expect(ask(begun.deviceCode.reveal())).rejects.toMatchObject({ code: "access_denied" });
  });

  it("is approved by nobody of another organisation, nor twice, nor after its time", async () => {
    const begun = await begin();
    const decide = async (of: TestTenant) =>
      decideDeviceSignIn(house.rooms, await house.browser(of), begun.userCode, "approved");
    await expect(decide(await house.newTenant())).rejects.toMatchObject({ code: "not_found" });
    await decide(tenant);
    await expect(decide(tenant)).rejects.toMatchObject({ code: "not_found" });
    const late = await begin();
    await house.database.admin("update portcullis.device_codes set expires_at = now()");
    const person = await house.browser(tenant);
    expect(await findDeviceSignIn(house.rooms, person, late.userCode)).toBeNull();
    await expect(
      decideDeviceSignIn(house.rooms, person, late.userCode, "approved"),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  it("lets no other client in", async () => {
    const { accessToken } = await house.signedIn(tenant);
    const client = await house.callerOf(accessToken);
    if (client === null) throw new Error("no client");
    const begun = await begin();
    await expect(
      decideDeviceSignIn(house.rooms, client, begun.userCode, "approved"),
    ).rejects.toMatchObject({ code: "forbidden" });
  });

  it("is not begun for an organisation that does not exist, nor over and over", async () => {
    await expect(begin("nobody")).rejects.toMatchObject({ code: "not_found" });
    for (let n = 0; n < 20; n++) await begin();
    await expect(begin()).rejects.toMatchObject({ code: "too_many_requests" });
  });

  it("is not begun more often by asking at the same moment, nor from one address after another of a network", async () => {
    const from = (address: string) =>
      beginDeviceSignIn(house.rooms, {
        ...{ slug: tenant.slug, name: "CI", requestId: "begin-1" },
        client: { ...CLI, address },
      });
    const made = async (ask: Promise<unknown>[]) =>
      (await Promise.allSettled(ask)).filter(({ status }) => status === "fulfilled").length;
    const many = Array.from({ length: 40 }, (_, n) => n);
    expect(await made(many.map(() => from("203.0.113.7")))).toBe(20);
    expect(await made(many.map((n) => from(`2001:db8:7:${n.toString(16)}::1`)))).toBe(20);
    expect(await made([from("203.0.113.8"), from("2001:db8:8::1")])).toBe(2);
  });

  it("is begun, and stays, however many an outsider lets wait: theirs give way", async () => {
    const from = (address: string) =>
      beginDeviceSignIn(house.rooms, {
        ...{ slug: tenant.slug, name: "CI", requestId: "begin-1" },
        client: { ...CLI, address },
      });
    const first = await from("203.0.113.7");
    await house.database.admin(
      `insert into portcullis.device_codes (tenant_id, id, device_hash, user_code, client, address, expires_at)
       select $1, uuidv7(), sha256(n::text::bytea), translate(lpad(n::text, 8, '0'), '0123456789', 'BCDFGHJKLM'), 'X',
         format('198.51.%s.%s', n % 50, n % 200), now() + interval '10 minutes'
       from generate_series(1, 999) n`,
      [tenant.tenantId],
    );
    const second = await from("203.0.113.8");
    for (let n = 0; n < 3; n++) await from(`198.51.${n}.250`);
    for (const { deviceCode } of [first, second])
      await expect(ask(deviceCode.reveal())).rejects.toMatchObject({
        code: "authorization_pending",
      });
    const [waiting] = await house.database.admin(
      `select count(*)::int as all, count(*) filter (where address like '203.%')::int as kept
       from portcullis.device_codes where tenant_id = $1`,
      [tenant.tenantId],
    );
    expect(waiting).toEqual({ all: 1000, kept: 2 });
  });
});

describe("a code that a person types", () => {
  it.each([
    ["bcdf-ghjk", "BCDFGHJK"],
    [" BCDF GHJK ", "BCDFGHJK"],
    ["BCDFGHJ", null],
    ["BCDFGHJA", null],
    ["", null],
    ["B".repeat(1_000), null],
  ])("is read from %j as %j", (text, code) => {
    expect(readUserCode(text)).toBe(code);
  });
});
