import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type FixtureUpstream, fixtureUpstream } from "./testing/fixture-upstream";
import { beginSession } from "./testing/open-stream";
import { send, type TestGate, testGate, toolCall } from "./testing/test-gate";

const ALLOWING = { version: 1, default: "allow" };

let house: TestGate;
let upstream: FixtureUpstream;
beforeAll(async () => {
  upstream = await fixtureUpstream();
  house = await testGate({ sessionsPerGrant: 2 });
  await house.another();
});
beforeEach(() => {
  upstream.seen.length = 0;
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});

/** The upstream's sessions that it was told to end, in order. */
const told = () =>
  upstream.seen.flatMap(({ method, headers }) =>
    method === "DELETE" ? String(headers["mcp-session-id"]) : [],
  );
/** How many sessions of the upstream's were begun in this test, and the last of them. */
const begun = () =>
  upstream.seen.filter(({ body }) => body.includes('"method":"initialize"')).length;
const soon = { timeout: 2_000, interval: 20 };

describe("a session that the gate ends is ended at its upstream", () => {
  it("when a newer one takes its place", async () => {
    const grant = await house.addServer(upstream.url, ALLOWING);
    for (let n = 0; n < 3; n++) await beginSession(grant);
    expect(begun()).toBe(3);
    await expect.poll(told, soon).toHaveLength(1);
  });

  it("when its grant is revoked, once, whichever gates know the grant, with the server's credential", async () => {
    const credential = { header: "x-key", value: "k-1" };
    const grant = await house.addServer(upstream.url, ALLOWING, credential);
    const other = await house.addServer(upstream.url, ALLOWING);
    const elsewhere = (await house.another()).reach;
    await beginSession(grant);
    await beginSession(elsewhere(grant));
    await beginSession(other);
    await house.revoke(grant);
    await expect.poll(told, soon).toHaveLength(2);
    await new Promise((wake) => setTimeout(wake, 600));
    expect(new Set(told()).size).toBe(2);
    expect(told()).toHaveLength(2);
    const farewell = upstream.seen.find(({ method }) => method === "DELETE");
    expect(farewell?.headers).toMatchObject({ "x-key": "k-1" });
    expect(farewell?.headers.authorization).toBeUndefined();
    const open = await house.database.admin(
      "select id from portcullis.mcp_sessions where grant_id = $1 and ended_at is null",
      [grant.grantId],
    );
    expect(open).toEqual([]);
  });

  it("when its grant has run out", async () => {
    const grant = await house.addServer(upstream.url, ALLOWING);
    const session = await beginSession(grant);
    await house.database.admin(
      "update portcullis.grants set expires_at = now() + interval '600 ms' where id = $1",
      [grant.grantId],
    );
    const within = { headers: { "mcp-session-id": session } };
    await expect
      .poll(async () => (await send(grant, toolCall("echo"), within)).status, soon)
      .toBe(401);
    await expect.poll(told, soon).toHaveLength(1);
  });
});

it("an upstream that does not answer its farewell holds nobody up", async () => {
  const deaf = await fixtureUpstream({ answer: (_response, { method }) => method === "DELETE" });
  const grant = await house.addServer(deaf.url, ALLOWING);
  for (let n = 0; n < 20; n++) await beginSession(grant);
  const began = performance.now();
  expect((await send(grant, toolCall("echo"))).status).toBe(200);
  await house.revoke(grant);
  await expect.poll(async () => (await send(grant, toolCall("echo"))).status, soon).toBe(401);
  expect(performance.now() - began).toBeLessThan(2_000);
  // No more are told at once than the bound, and no other server waits for it.
  expect(deaf.seen.filter(({ method }) => method === "DELETE")).toHaveLength(4);
  const other = await house.addServer(upstream.url, ALLOWING);
  await beginSession(other);
  await house.revoke(other);
  await expect.poll(told, soon).toHaveLength(1);
  await deaf.close();
});
