import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeToken } from "@/lib/crypto";
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
