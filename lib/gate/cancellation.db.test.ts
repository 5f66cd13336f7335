import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/kernel";
import { type FixtureUpstream, fixtureUpstream } from "./testing/fixture-upstream";
import { beginSession } from "./testing/open-stream";
import {
  type Reply,
  send,
  type TestGate,
  type TestGrant,
  testGate,
  toolCall,
} from "./testing/test-gate";

let house: TestGate;
let upstream: FixtureUpstream;
let grant: TestGrant;
let elsewhere: (grant: TestGrant) => TestGrant;
beforeAll(async () => {
  upstream = await fixtureUpstream();
  house = await testGate({ cancelledMs: 200 });
  grant = await house.addServer(upstream.url, { version: 1, default: "allow" });
  elsewhere = (await house.another()).reach;
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});

const within = (session: string) => ({ headers: { "mcp-session-id": session } });
const cancelled = (requestId: string | number) => ({
  jsonrpc: "2.0",
  method: "notifications/cancelled",
  params: { requestId, reason: "enough" },
});

/** A call that is under way upstream, and what becomes of it. */
async function underWay(tool: string, session: string, id: string | number) {
  const requestId = newId();
  const reply = send(grant, toolCall(tool, {}, id), { requestId, ...within(session) });
  let over = false;
  const done = () => {
    over = true;
  };
  reply.then(done, done);
  while (!upstream.seen.some(({ headers }) => headers["x-request-id"] === requestId))
    await new Promise((wake) => setTimeout(wake, 5));
  return { requestId, reply, over: () => over };
}

it.each([
  ["hangs", 409, "error"],
  ["hangs-in-events", 200, "error"],
])(
  "a call that its client cancels (%s) goes no further, and is recorded so",
  async (tool, status) => {
    const session = await beginSession(grant);
    const call = await underWay(tool, session, "c-1");
    const left = upstream.left.count;
    expect((await send(grant, cancelled("c-1"), within(session))).status).toBe(202);
    // The upstream hears of it in the client's words, and then loses its reader.
    expect(upstream.seen.at(-1)?.body).toBe(JSON.stringify(cancelled("c-1")));
    const reply: Reply = await call.reply;
    expect(reply.status).toBe(status);
    expect(reply.body).toMatchObject({ id: "c-1", error: {} });
    expect(JSON.stringify(reply.body)).toContain("cancelled");
    while (upstream.left.count === left) await new Promise((wake) => setTimeout(wake, 5));
    expect(await house.decision(call.requestId)).toMatchObject({ outcome: "cancelled" });
  },
);

it("a call that answers in spite of it has answered", async () => {
  const session = await beginSession(grant);
  const call = await underWay("chunked", session, 5);
  await send(grant, cancelled(5), within(session));
  expect((await call.reply).status).toBe(200);
  expect(await house.decision(call.requestId)).toMatchObject({ outcome: "answered" });
});

it("nobody cancels the call of another session, or of another id", async () => {
  const [mine, theirs] = [await beginSession(grant), await beginSession(grant)];
  const call = await underWay("hangs", mine, 7);
  await send(grant, cancelled(7), within(theirs));
  await send(grant, cancelled(7));
  await send(grant, cancelled("7"), within(mine));
  await new Promise((wake) => setTimeout(wake, 500));
  expect(call.over()).toBe(false);
  await send(grant, cancelled(7), within(mine));
  await call.reply;
  expect(await house.decision(call.requestId)).toMatchObject({ outcome: "cancelled" });
});

describe("where the cancellation comes to another gate than the call did", () => {
  it.each([
    ["hangs", 409],
    ["hangs-in-events", 200],
  ])("the call (%s) ends within a second, and is recorded so", async (tool, status) => {
    const session = await beginSession(grant);
    const call = await underWay(tool, session, "c-2");
    const began = performance.now();
    expect((await send(elsewhere(grant), cancelled("c-2"), within(session))).status).toBe(202);
    const reply = await call.reply;
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(reply.status).toBe(status);
    expect(await house.decision(call.requestId)).toMatchObject({ outcome: "cancelled" });
  });

  it("no other session, grant or id ends it, nor a cancellation that was before it", async () => {
    const [mine, theirs] = [await beginSession(grant), await beginSession(grant)];
    const stranger = await house.addServer(upstream.url, { version: 1, default: "allow" });
    const sql = "select id from portcullis.mcp_sessions where cancelled <> '[]' and grant_id = $1";
    const noted = async () => (await house.database.admin(sql, [grant.grantId])).length;
    const before = await noted();
    await send(elsewhere(grant), cancelled(7), within(mine));
    await expect.poll(noted).toBe(before + 1);
    // A gate may be told of it once more all the same.
    const call = await underWay("hangs", mine, 7);
    await send(elsewhere(grant), cancelled(7), within(theirs));
    await send(elsewhere(grant), cancelled("7"), within(mine));
    await send(elsewhere(grant), cancelled(8), within(mine));
    expect((await send(elsewhere(stranger), cancelled(7), within(mine))).status).toBe(404);
    await new Promise((wake) => setTimeout(wake, 1_000));
    expect(call.over()).toBe(false);
    await send(elsewhere(grant), cancelled(7), within(mine));
    await call.reply;
    expect(await house.decision(call.requestId)).toMatchObject({ outcome: "cancelled" });
  });

  it("an upstream that does not take the cancellation does not keep the call", async () => {
    const deaf = await fixtureUpstream({
      answer: (_response, { body }) => body.includes("notifications/cancelled"),
    });
    const other = await house.addServer(deaf.url, { version: 1, default: "allow" });
    const session = await beginSession(other);
    const requestId = newId();
    const reply = send(other, toolCall("hangs", {}, 9), { requestId, ...within(session) });
    while (!deaf.seen.some(({ headers }) => headers["x-request-id"] === requestId))
      await new Promise((wake) => setTimeout(wake, 5));
    const began = performance.now();
    const unanswered = send(elsewhere(other), cancelled(9), within(session)).catch(() => {});
    expect((await reply).status).toBe(409);
    expect(performance.now() - began).toBeLessThan(1_000);
    await deaf.close();
    await unanswered;
  });

  it("a flood of them leaves sixteen with the session, and no values", async () => {
    const session = await beginSession(grant);
    await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        send(elsewhere(grant), cancelled(`id-of-theirs-${n}`), within(session)),
      ),
    );
    let kept: unknown[] = [];
    await expect
      .poll(async () => {
        const [row] = await house.database.admin<{ cancelled: unknown[] }>(
          "select cancelled from portcullis.mcp_sessions order by id desc limit 1",
        );
        kept = row?.cancelled ?? [];
        return kept.length;
      })
      .toBe(16);
    expect(JSON.stringify(kept)).not.toContain("id-of-theirs");
  });
});
