import { afterAll, beforeAll, expect, it } from "vitest";
import { GATE_STEPS } from "@/lib/decisions";
import { newId } from "@/lib/kernel";
import { startTracing, type Tracing } from "@/lib/telemetry";
import { type CollectedSpan, type Collector, collector } from "@/lib/telemetry/testing/collector";
import { type FixtureUpstream, fixtureUpstream } from "./testing/fixture-upstream";
import { send, type TestGate, type TestGrant, testGate, toolCall } from "./testing/test-gate";

const SERVER = 2;
const CLIENT = 3;
const CANARY = "value-that-must-not-leave";
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER = "00f067aa0ba902b7";

let house: TestGate;
let upstream: FixtureUpstream;
let grant: TestGrant;
let kept: Collector;
let tracing: Tracing;
let stopped: Promise<void> | undefined;
beforeAll(async () => {
  kept = await collector();
  tracing = startTracing("portcullis-gate", { endpoint: kept.endpoint, headers: {}, ratio: 1 });
  upstream = await fixtureUpstream();
  house = await testGate();
  const rules = { version: 1, default: "deny", tools: { echo: {} } };
  grant = await house.addServer(upstream.url, rules, { header: "x-key", value: CANARY });
  await send(grant, toolCall("echo", { message: CANARY }), {
    requestId: "request-allowed",
    headers: { traceparent: `00-${TRACE}-${CALLER}-01` },
  });
  await send(grant, toolCall("other", { message: CANARY }), { requestId: "request-refused" });
  await send({ ...grant, token: "pcg_wrong" }, toolCall("echo"), { requestId: "request-unknown" });
  await house.decision("request-allowed");
  stopped = tracing.stop();
  await stopped;
});
afterAll(async () => {
  await stopped;
  await Promise.all([house.close(), upstream.close(), kept.close()]);
});

function requestSpan(requestId: string): CollectedSpan | undefined {
  return kept.spans.find(
    (span) => span.kind === SERVER && span.attributes["portcullis.request_id"] === requestId,
  );
}

const below = (parent: CollectedSpan | undefined) =>
  kept.spans.filter(({ parentSpanId }) => parentSpanId === parent?.spanId);

it("a governed call is one trace, under its caller's span, with a span a step", () => {
  const span = requestSpan("request-allowed");
  expect(span).toMatchObject({ name: "tools/call echo", traceId: TRACE, parentSpanId: CALLER });
  expect(span?.attributes).toMatchObject({
    "mcp.method.name": "tools/call",
    "gen_ai.tool.name": "echo",
    "portcullis.tenant_id": house.tenant.tenantId,
    "portcullis.server_id": grant.serverId,
    "portcullis.decision": "allow",
    "http.response.status_code": 200,
  });
  const steps = below(span).sort((a, b) => a.startTimeUnixNano.localeCompare(b.startTimeUnixNano));
  const isStep = (name: string) => (GATE_STEPS as readonly string[]).includes(name);
  const names = steps.map(({ name }) => name);
  // The first call of a grant also reads it from the database, and says so below the call.
  const others = names.filter((name) => !isStep(name));
  expect(others).toEqual(expect.arrayContaining(["postgresql resolve_grant"]));
  expect(others.every((name) => name.startsWith("postgresql "))).toBe(true);
  expect(names).toEqual(expect.arrayContaining(["authenticate", "judge", "record", "upstream"]));
  for (const step of steps) {
    expect(step.startTimeUnixNano >= (span?.startTimeUnixNano ?? "")).toBe(true);
    expect(step.endTimeUnixNano <= (span?.endTimeUnixNano ?? "")).toBe(true);
  }
});

it("the upstream is told the gate's own span, in the same trace", () => {
  const seen = upstream.seen.find(({ headers }) => headers["x-request-id"] === "request-allowed");
  const call = below(requestSpan("request-allowed")).find(({ name }) => name === "upstream");
  expect(call?.kind).toBe(CLIENT);
  expect(seen?.headers.traceparent).toBe(`00-${TRACE}-${call?.spanId}-01`);
});

it("the commit of the decision is a span of the database", () => {
  const record = below(requestSpan("request-allowed")).find(({ name }) => name === "record");
  expect(record).toMatchObject({ kind: CLIENT });
  expect(record?.attributes).toMatchObject({ "db.system.name": "postgresql" });
});

it("a refusal says its rule, and what could not authenticate names no tenant", () => {
  expect(requestSpan("request-refused")?.attributes).toMatchObject({
    "portcullis.decision": "refuse",
    "portcullis.rule": "(default deny)",
  });
  const unknown = requestSpan("request-unknown");
  expect(unknown?.attributes["http.response.status_code"]).toBe(401);
  expect(unknown?.attributes).not.toHaveProperty("portcullis.tenant_id");
});

it("no value, no credential and no token leaves with a span", () => {
  expect(kept.spans.length).toBeGreaterThan(8);
  for (const secret of [CANARY, grant.token, "pcg_"]) expect(kept.text()).not.toContain(secret);
});

it("a collector that is away costs spans, and no call", async () => {
  const away = startTracing("portcullis-gate", {
    endpoint: "http://127.0.0.1:9/v1/traces",
    headers: {},
    ratio: 1,
  });
  try {
    for (let n = 0; n < 5; n++) {
      const reply = await send(grant, toolCall("echo"), { requestId: newId() });
      expect(reply.status).toBe(200);
    }
  } finally {
    const began = performance.now();
    await away.stop();
    expect(performance.now() - began).toBeLessThan(4_000);
  }
});
