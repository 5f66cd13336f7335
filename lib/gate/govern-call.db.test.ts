import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GATE_STEPS } from "@/lib/decisions";
import { newId } from "@/lib/kernel";
import { type FixtureUpstream, fixtureUpstream } from "./testing/fixture-upstream";
import { rawExchange } from "./testing/raw-exchange";
import {
  headersOf,
  send,
  type TestGate,
  type TestGrant,
  testGate,
  textOf,
  toolCall,
} from "./testing/test-gate";

const RULES = {
  version: 1,
  default: "deny",
  hide: ["secret"],
  tools: {
    echo: {},
    spend: { deny_if: [{ path: "args.amount", op: "gt", value: 1000 }] },
    limited: { limits: [{ counter: "limited", window: "day", max: 2, scope: "grant" }] },
    "with-approval": { approve_if: [{ path: "args.x", op: "exists" }] },
  },
};

let house: TestGate;
let upstream: FixtureUpstream;
let grant: TestGrant;
beforeAll(async () => {
  upstream = await fixtureUpstream();
  house = await testGate();
  grant = await house.addServer(upstream.url, RULES, {
    header: "authorization",
    value: "Bearer upstream-secret",
  });
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});

describe("a governed call", () => {
  it("notes beside itself that its grant was used", async () => {
    await send(grant, toolCall("echo"));
    const lastUse = () =>
      house.database.admin<{ last_used_at: Date | null }>(
        "select last_used_at from portcullis.grants where id = $1",
        [grant.grantId],
      );
    await expect.poll(async () => (await lastUse())[0]?.last_used_at).toBeInstanceOf(Date);
  });

  it("that is allowed reaches the upstream and is recorded with keys, never values", async () => {
    const requestId = newId();
    const reply = await send(grant, toolCall("echo", { b: "value-b", a: 1 }), { requestId });
    expect(reply.status).toBe(200);
    expect(textOf(reply)).toBe("called echo");
    expect(reply.headers.get("x-request-id")).toBe(requestId);
    const row = await house.decision(requestId);
    expect(row).toMatchObject({
      decision: "allow",
      rule: null,
      method: "tools/call",
      tool: "echo",
      outcome: "answered",
      upstream_status: 200,
      argument_keys: ["a", "b"],
    });
    expect(JSON.stringify(row)).not.toContain("value-b");
  });

  it("has on record when each of its steps ended; a refused one those up to its judgement", async () => {
    const [allowed, refused] = [newId(), newId()];
    await send(grant, toolCall("echo"), { requestId: allowed });
    await send(grant, toolCall("unlisted"), { requestId: refused });
    const stepsOf = async (requestId: string) => (await house.decision(requestId))?.steps;
    const steps = (await stepsOf(allowed)) ?? [];
    expect(steps).toHaveLength(GATE_STEPS.length);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps[0]).toBeGreaterThan(0);
    expect(steps.at(-1)).toBeLessThan(60_000_000);
    expect(await stepsOf(refused)).toHaveLength(GATE_STEPS.indexOf("judge") + 1);
  });

  it("carries the upstream's credential and the request id, and nothing of the client's own", async () => {
    const requestId = newId();
    await send(grant, toolCall("echo"), {
      requestId,
      headers: {
        cookie: "a=b",
        "x-forwarded-for": "1.2.3.4",
        te: "trailers",
        "last-event-id": "another-stream",
      },
    });
    const headers = upstream.seen.at(-1)?.headers ?? {};
    expect(headers.authorization).toBe("Bearer upstream-secret");
    expect(headers["x-request-id"]).toBe(requestId);
    expect(headers["mcp-protocol-version"]).toBe("2025-11-25");
    expect(Object.keys(headers).sort()).toEqual([
      "accept",
      "authorization",
      "connection",
      "content-length",
      "content-type",
      "host",
      "mcp-protocol-version",
      "user-agent",
      "x-request-id",
    ]);
  });

  it("sends upstream what was judged, numbers as they were written", async () => {
    const body =
      ' {"jsonrpc":"2.0", "id":7,"method":"tools/call","params":{"name":"echo","arguments":{"n":18446744073709551615,"f":1.50}}} ';
    expect((await send(grant, body)).body.id).toBe(7);
    expect(upstream.seen.at(-1)?.body).toBe(
      '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{"n":18446744073709551615,"f":1.5}}}',
    );
  });

  it("does not ask for a task, which the gate does not offer", async () => {
    const call = toolCall("echo") as { params: object };
    await send(grant, { ...call, params: { ...call.params, task: { ttl: 1 } } });
    expect(upstream.seen.at(-1)?.body).not.toContain("task");
  });

  it.each([
    ["a rule", "spend", { amount: 1001 }, "/tools/spend/deny_if/0"],
    [
      "a rule, for a text that looks like the number",
      "spend",
      { amount: "1" },
      "/tools/spend/deny_if/0",
    ],
    ["a rule, for a missing argument", "spend", {}, "/tools/spend/deny_if/0"],
    ["approve_if", "with-approval", { x: 1 }, "/tools/with-approval/approve_if/0"],
  ])("is refused by %s as a tool result that names it", async (_name, tool, args, rule) => {
    const requestId = newId();
    const before = upstream.seen.length;
    const reply = await send(grant, toolCall(tool, args), { requestId });
    expect(reply.status).toBe(200);
    expect(reply.body.result?.isError).toBe(true);
    expect(textOf(reply)).toContain(rule);
    expect(textOf(reply)).toContain(requestId);
    expect(upstream.seen.length).toBe(before);
    expect(await house.decision(requestId)).toMatchObject({ decision: "refuse", rule, tool });
  });

  it("passes where the rule does not fire", async () => {
    expect(textOf(await send(grant, toolCall("spend", { amount: 1000 })))).toBe("called spend");
  });

  it("answers a hidden tool exactly as an unlisted one, and only the record tells them apart", async () => {
    const requestId = newId();
    const hidden = await send(grant, toolCall("secret"), { requestId });
    const shown = await house.decision(requestId);
    const unlisted = await send(grant, toolCall("missing"), { requestId });
    expect(hidden.text).toBe(unlisted.text);
    expect(hidden.text).toContain("(default deny)");
    expect(hidden.text).not.toMatch(/secret|missing|hidden/);
    expect(hidden.status).toBe(unlisted.status);
    const names = (reply: typeof hidden) => [...reply.headers.keys()];
    expect(names(hidden)).toEqual(names(unlisted));
    expect(shown?.rule).toBe("(hidden)");
  });

  it("answers a hidden tool under default allow as a server answers an unknown one", async () => {
    const open = await house.addServer(upstream.url, {
      version: 1,
      default: "allow",
      hide: ["secret"],
    });
    const reply = await send(open, toolCall("secret"));
    expect(reply.body.result).toEqual({
      content: [{ type: "text", text: "MCP error -32602: Tool secret not found" }],
      isError: true,
    });
    expect(textOf(await send(open, toolCall("anything")))).toBe("called anything");
  });

  it("is refused when no rules are published", async () => {
    const bare = await house.addServer(upstream.url, null);
    const requestId = newId();
    expect(textOf(await send(bare, toolCall("echo"), { requestId }))).toContain("(no policy)");
    expect(await house.decision(requestId)).toMatchObject({ rule: "(no policy)" });
  });

  it("is refused by a limit, which says when to try again", async () => {
    expect(textOf(await send(grant, toolCall("limited")))).toBe("called limited");
    expect(textOf(await send(grant, toolCall("limited")))).toBe("called limited");
    const third = textOf(await send(grant, toolCall("limited")));
    expect(third).toContain("/tools/limited/limits/0");
    expect(third).toMatch(/Try again at \d{4}-\d\d-\d\dT00:00:00Z/);
    expect(await house.used("limited")).toBe(2);
  });

  it("counts 300 parallel calls exactly", async () => {
    const many = await house.addServer(upstream.url, {
      version: 1,
      default: "deny",
      tools: { echo: { limits: [{ counter: "many", window: "day", max: 40, scope: "grant" }] } },
    });
    const replies = await Promise.all(
      Array.from({ length: 300 }, (_, n) => send(many, toolCall("echo", {}, n))),
    );
    const passed = replies.filter((reply) => reply.body.result?.isError === undefined);
    expect(passed.length).toBe(40);
    expect(replies.every((reply) => reply.status === 200)).toBe(true);
    expect(await house.used("many")).toBe(40);
  });

  it("is judged by the rules that stand once its body is there, however long that takes", async () => {
    const changing = await house.addServer(upstream.url, { version: 1, default: "allow" });
    const body = JSON.stringify(toolCall("echo"));
    const headers = { host: `localhost:${house.port}`, ...headersOf(changing) };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const head = [
      `POST /mcp/${changing.serverId} HTTP/1.1`,
      ...lines,
      `content-length: ${body.length}`,
      "connection: close",
    ].join("\r\n");
    const slow = rawExchange(house.port, [`${head}\r\n\r\n${body.slice(0, 10)}`, body.slice(10)], {
      pauseMs: 1_500,
      quietMs: 4_000,
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await house.publish(changing.serverId, { version: 1, default: "deny" });
    expect(JSON.stringify(await slow)).toContain("(default deny)");
  });

  it("follows new rules within a second", async () => {
    const changing = await house.addServer(upstream.url, { version: 1, default: "allow" });
    expect(textOf(await send(changing, toolCall("echo")))).toBe("called echo");
    await house.publish(changing.serverId, { version: 1, default: "deny" });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(textOf(await send(changing, toolCall("echo")))).toContain("(default deny)");
  });

  it.each([
    ["resources/read", { uri: "file:///a" }],
    ["resources/subscribe", { uri: "file:///a" }],
    ["prompts/get", { name: "p" }],
    [
      "completion/complete",
      { ref: { type: "ref/prompt", name: "p" }, argument: { name: "a", value: "" } },
    ],
  ])("%s stands or falls with the default", async (method, params) => {
    const requestId = newId();
    const refused = await send(grant, { jsonrpc: "2.0", id: "x", method, params }, { requestId });
    expect(refused.status).toBe(200);
    expect(refused.body.error).toMatchObject({ code: -32010 });
    expect(JSON.stringify(refused.body)).toContain("(default deny)");
    expect(await house.decision(requestId)).toMatchObject({
      decision: "refuse",
      method,
      tool: null,
    });

    const open = await house.addServer(upstream.url, { version: 1, default: "allow" });
    const allowedId = newId();
    await send(open, { jsonrpc: "2.0", id: "x", method, params }, { requestId: allowedId });
    expect(await house.decision(allowedId, false)).toMatchObject({ decision: "allow", method });
  });
});
