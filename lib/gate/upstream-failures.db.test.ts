import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/kernel";
import { type FixtureUpstream, fixtureUpstream } from "./testing/fixture-upstream";
import {
  send,
  type TestGate,
  type TestGrant,
  testGate,
  textOf,
  toolCall,
} from "./testing/test-gate";

/** Every call takes one of a day's quota that never runs out, so `used` counts what was charged. */
const RULES = {
  version: 1,
  default: "allow",
  all_tools: { limits: [{ counter: "calls", window: "day", max: 10_000, scope: "grant" }] },
};

let house: TestGate;
let upstream: FixtureUpstream;
let grant: TestGrant;
beforeAll(async () => {
  upstream = await fixtureUpstream();
  house = await testGate({ upstreamHeadersMs: 700, upstreamIdleMs: 700, upstreamConnectMs: 500 });
  grant = await house.addServer(upstream.url, RULES);
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});

async function charged(of: TestGrant): Promise<number> {
  const [row] = await house.database.admin<{ used: string }>(
    "select coalesce(sum(used), 0) as used from portcullis.quota_counters where scope_id = $1",
    [of.grantId],
  );
  return Number(row?.used);
}

describe("a call whose upstream answers with", () => {
  it.each([
    ["status-302", 502, "upstream_refused", 302, 1],
    ["status-400", 502, "upstream_refused", 400, 1],
    ["status-401", 502, "upstream_refused", 401, 1],
    ["status-404", 502, "upstream_refused", 404, 1],
    ["status-429", 502, "upstream_refused", 429, 0],
    ["status-500", 502, "upstream_refused", 500, 0],
    ["status-503", 502, "upstream_refused", 503, 0],
    ["text", 502, "upstream_refused", 200, 1],
    ["compressed", 502, "upstream_refused", 200, 1],
    ["dies-before-headers", 502, "upstream_refused", null, 1],
    ["dies-mid-body", 502, "upstream_refused", 200, 1],
  ])(
    "%s is a problem, and its charge is exact",
    async (tool, status, code, upstreamStatus, cost) => {
      const requestId = newId();
      const before = await charged(grant);
      const reply = await send(grant, toolCall(tool, {}, "the-id"), { requestId });
      expect(reply.status).toBe(status);
      expect(reply.headers.get("content-type")).toBe("application/problem+json");
      expect(reply.body).toMatchObject({
        code,
        request_id: requestId,
        jsonrpc: "2.0",
        id: "the-id",
        error: { code: -32000 },
      });
      // The refund is durable when the client hears of the failure.
      expect(await charged(grant)).toBe(before + cost);
      expect(await house.decision(requestId)).toMatchObject({
        decision: "allow",
        outcome: "upstream_error",
        upstream_status: upstreamStatus,
      });
    },
  );

  it("429 hands on when to try again", async () => {
    expect((await send(grant, toolCall("status-429"))).headers.get("retry-after")).toBe("7");
  });

  it("401 says that it is the gate's credential, not the client's", async () => {
    const reply = await send(grant, toolCall("status-401"));
    expect(reply.body.detail).toContain("credential");
    expect(reply.headers.get("www-authenticate")).toBeNull();
  });

  it.each([
    ["hangs", null],
    ["hangs-mid-body", 200],
  ])("nothing in time (%s) is a time-out, and charged", async (tool, upstreamStatus) => {
    const requestId = newId();
    const before = await charged(grant);
    const reply = await send(grant, toolCall(tool), { requestId });
    expect(reply.status).toBe(504);
    expect(reply.body.code).toBe("upstream_timeout");
    expect(await charged(grant)).toBe(before + 1);
    expect(await house.decision(requestId)).toMatchObject({
      outcome: "timeout",
      upstream_status: upstreamStatus,
    });
  });

  it.each([
    ["echo", "answered"],
    ["events", "answered"],
    ["chunked", "answered"],
    ["tool-error", "tool_error"],
    ["tool-error-events", "tool_error"],
    ["rpc-error", "upstream_error"],
    ["ends-unanswered", "unknown"],
  ])("%s passes as it came, is charged, and recorded as %s", async (tool, outcome) => {
    const requestId = newId();
    const before = await charged(grant);
    const reply = await send(grant, toolCall(tool), { requestId });
    expect(reply.status).toBe(200);
    expect(await house.decision(requestId)).toMatchObject({ outcome, upstream_status: 200 });
    expect(await charged(grant)).toBe(before + 1);
  });

  it("a stream that breaks within an event is seen to break", async () => {
    const requestId = newId();
    await expect(send(grant, toolCall("dies-mid-frame"), { requestId })).rejects.toThrow();
    expect(await house.decision(requestId)).toMatchObject({ outcome: "upstream_error" });
  });

  it.each([
    ["dies-mid-stream", "closed the connection"],
    ["ends-for-good", "without an answer"],
  ])("a stream that never answers and cannot be resumed (%s) is answered so", async (tool, why) => {
    const requestId = newId();
    const reply = await send(grant, toolCall(tool, {}, "mine"), { requestId });
    expect(reply.body).toMatchObject({ id: "mine", error: { code: -32000 } });
    expect(JSON.stringify(reply.body)).toContain(why);
    expect(await house.decision(requestId)).toMatchObject({ outcome: "upstream_error" });
  });

  it("an event stream may think for longer than a reply may be silent", async () => {
    const reply = await send(grant, toolCall("thinks-in-events"));
    expect(textOf(reply)).toBe("thought");
  });

  it("twenty megabytes passes without being held", async () => {
    const reply = await send(grant, toolCall("huge"));
    expect(reply.text.length).toBeGreaterThan(20 * 1024 * 1024);
    expect(textOf(reply)).toBe("");
  });
});

describe("a call whose upstream is down", () => {
  it("is not sent, refunded, and told clearly", async () => {
    const down = await house.addServer("http://127.0.0.1:9/mcp", RULES);
    const requestId = newId();
    const reply = await send(down, toolCall("echo"), { requestId });
    expect(reply.status).toBe(502);
    expect(reply.body.code).toBe("upstream_unreachable");
    expect(await charged(down)).toBe(0);
    expect(await house.decision(requestId)).toMatchObject({ outcome: "not_sent" });
  });

  it("has no empty list either: the error shows", async () => {
    const down = await house.addServer("http://127.0.0.1:9/mcp", RULES);
    const list = { jsonrpc: "2.0", id: 1, method: "tools/list" };
    expect((await send(down, list)).status).toBe(502);
  });
});

describe("a client that leaves", () => {
  it("has the upstream's stream closed too, and is charged for what may have run", async () => {
    const requestId = newId();
    const before = upstream.left.count;
    const controller = new AbortController();
    const sent = send(grant, toolCall("hangs"), { requestId, signal: controller.signal });
    await until(() => upstream.seen.some(({ headers }) => headers["x-request-id"] === requestId));
    controller.abort();
    await expect(sent).rejects.toThrow();
    await until(() => upstream.left.count > before);
    expect(await house.decision(requestId)).toMatchObject({ outcome: "cancelled" });
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let n = 0; n < 200 && !holds(); n++) await new Promise((wake) => setTimeout(wake, 10));
  expect(holds()).toBe(true);
}
