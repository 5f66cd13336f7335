import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeToken } from "@/lib/crypto";
import { type ForwardedHeader, parseNetworks } from "@/lib/kernel";
import { type FixtureUpstream, fixtureUpstream } from "./testing/fixture-upstream";
import { send, type TestGate, type TestGrant, testGate, toolCall } from "./testing/test-gate";

const ALLOWING = { version: 1, default: "allow" };
const LIMIT = 20;

let house: TestGate;
let upstream: FixtureUpstream;
let known: TestGrant;
beforeAll(async () => {
  upstream = await fixtureUpstream();
  house = await testGate({ failedAuthenticationsPerMinute: LIMIT });
  known = await house.addServer(upstream.url, ALLOWING);
  await send(known, toolCall("echo"));
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});

describe("beyond the limit of failures, from one address", () => {
  it("tokens are refused with 429 unlooked at, and the one that was good before passes", async () => {
    const wrong = () => ({ ...known, token: makeToken("pcg").token.reveal() });
    for (let n = 0; n < LIMIT; n++)
      expect((await send(wrong(), toolCall("echo"))).status).toBe(401);
    const refused = await send(wrong(), toolCall("echo"));
    expect(refused.status).toBe(429);
    expect(refused.body.code).toBe("too_many_requests");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect((await send({ ...known, token: "none" }, toolCall("echo"))).status).toBe(429);
    expect((await send(known, toolCall("echo"))).status).toBe(200);
  });

  it("a good token that is new here passes after the wait that was named", async () => {
    const fresh = await house.addServer(upstream.url, ALLOWING);
    let reply = await send(fresh, toolCall("echo"));
    for (let n = 0; reply.status === 429 && n < 3; n++) {
      const seconds = Number(reply.headers.get("retry-after"));
      await new Promise((wake) => setTimeout(wake, seconds * 1_000));
      reply = await send(fresh, toolCall("echo"));
    }
    expect(reply.status).toBe(200);
  });

  it("a token that was good and is revoked does not pass", async () => {
    const ended = await house.addServer(upstream.url, ALLOWING);
    await new Promise((wake) => setTimeout(wake, 3_100));
    expect((await send(ended, toolCall("echo"))).status).toBe(200);
    await house.revoke(ended);
    await new Promise((wake) => setTimeout(wake, 1_000));
    expect((await send(ended, toolCall("echo"))).status).toBe(401);
  });
});

describe.each<[ForwardedHeader, (address: string) => string]>([
  ["x-forwarded-for", (address) => address],
  ["forwarded", (address) => `for="${address}"`],
])("behind a proxy that writes %s", (header, written) => {
  /** A gate that trusts these, and allows three failures. */
  async function behind(trusted: string) {
    const networks = parseNetworks(trusted);
    if (networks === null) throw new Error("no networks");
    const settings = { trustedProxies: { networks, header }, failedAuthenticationsPerMinute: 3 };
    const gate = await testGate({}, {}, settings);
    const grant = { ...(await gate.addServer(upstream.url, ALLOWING)), token: "wrong" };
    const fail = async (headers: Record<string, string>) =>
      (await send(grant, toolCall("echo"), { headers })).status;
    return { gate, fail };
  }

  it("each client has a limit of its own, whatever it writes there itself", async () => {
    const { gate, fail } = await behind("127.0.0.0/8");
    const other = header === "forwarded" ? "x-forwarded-for" : "forwarded";
    for (let n = 0; n < 3; n++) {
      const spoofed = [written(`203.0.113.${n}`), written("198.51.100.7")].join(", ");
      expect(await fail({ [header]: spoofed, [other]: `for=192.0.2.${n}` })).toBe(401);
    }
    expect(await fail({ [header]: [written("203.0.113.9"), written("198.51.100.7")].join() })).toBe(
      429,
    );
    expect(await fail({ [header]: written("198.51.100.8") })).toBe(401);
    await gate.close();
  });

  it("nobody is believed who is not one of the proxies", async () => {
    const { gate, fail } = await behind("10.0.0.0/8");
    for (let n = 0; n < 3; n++)
      expect(await fail({ [header]: written(`203.0.113.${n}`) })).toBe(401);
    expect(await fail({ [header]: written("203.0.113.9") })).toBe(429);
    await gate.close();
  });
});
