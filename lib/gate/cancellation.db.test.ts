import { afterAll, beforeAll, expect, it } from "vitest";
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
beforeAll(async () => {
  upstream = await fixtureUpstream();
  house = await testGate({ cancelledMs: 200 });
  grant = await house.addServer(upstream.url, { version: 1, default: "allow" });
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
