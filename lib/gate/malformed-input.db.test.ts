import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/kernel";
import { type FixtureUpstream, fixtureUpstream } from "./testing/fixture-upstream";
import { rawExchange } from "./testing/raw-exchange";
import {
  headersOf,
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
  house = await testGate({ headersMs: 700, requestMs: 900 });
  grant = await house.addServer(upstream.url, { version: 1, default: "allow" });
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});

const CALL = JSON.stringify(toolCall("echo"));
const withParams = (params: unknown) =>
  JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params });

describe("a body that is", () => {
  const table: [string, string, number, string, number, unknown][] = [
    ["empty", "", 400, "malformed_json", -32700, null],
    ["no JSON", "{", 400, "malformed_json", -32700, null],
    ["two messages", `${CALL}${CALL}`, 400, "malformed_json", -32700, null],
    ["deep", `{"a":${"[".repeat(100)}${"]".repeat(100)}}`, 400, "malformed_json", -32700, null],
    [
      "with a key twice",
      '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}',
      400,
      "malformed_json",
      -32700,
      null,
    ],
    [
      "with a key twice in its arguments",
      withParams("X").replace('"X"', '{"name":"echo","arguments":{"a":1,"a":2}}'),
      400,
      "malformed_json",
      -32700,
      null,
    ],
    [
      "with keys that differ in case",
      '{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/call"}',
      400,
      "malformed_json",
      -32700,
      null,
    ],
    [
      "with half a surrogate pair",
      withParams({ name: "echo", arguments: { a: "\ud800" } }),
      400,
      "malformed_json",
      -32700,
      null,
    ],
    ["a batch", `[${CALL}]`, 400, "invalid_request", -32600, null],
    ["an empty batch", "[]", 400, "invalid_request", -32600, null],
    ["a text", '"tools/call"', 400, "invalid_request", -32600, null],
    ["null", "null", 400, "invalid_request", -32600, null],
    [
      "of another JSON-RPC",
      '{"jsonrpc":"1.0","id":1,"method":"ping"}',
      400,
      "invalid_request",
      -32600,
      1,
    ],
    ["without jsonrpc", '{"id":1,"method":"ping"}', 400, "invalid_request", -32600, 1],
    [
      "a call without an id",
      '{"jsonrpc":"2.0","method":"tools/call","params":{"name":"echo"}}',
      400,
      "invalid_request",
      -32600,
      null,
    ],
    [
      "a call with the id null",
      '{"jsonrpc":"2.0","id":null,"method":"ping"}',
      400,
      "invalid_request",
      -32600,
      null,
    ],
    [
      "a call with an id that is no integer",
      '{"jsonrpc":"2.0","id":1.5,"method":"ping"}',
      400,
      "invalid_request",
      -32600,
      1.5,
    ],
    [
      "a call with an object for an id",
      '{"jsonrpc":"2.0","id":{},"method":"ping"}',
      400,
      "invalid_request",
      -32600,
      null,
    ],
    [
      "a call with an id beyond doubles",
      '{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}',
      400,
      "invalid_request",
      -32600,
      null,
    ],
    [
      "a request and an answer at once",
      '{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}',
      400,
      "invalid_request",
      -32600,
      1,
    ],
    [
      "an answer with a result and an error",
      '{"jsonrpc":"2.0","id":1,"result":{},"error":{}}',
      400,
      "invalid_request",
      -32600,
      1,
    ],
    ["neither", '{"jsonrpc":"2.0","id":1}', 400, "invalid_request", -32600, 1],
    [
      "a message with a member nobody knows",
      '{"jsonrpc":"2.0","id":1,"method":"ping","x":1}',
      400,
      "invalid_request",
      -32600,
      1,
    ],
    [
      "a call whose method is a number",
      '{"jsonrpc":"2.0","id":1,"method":5}',
      400,
      "invalid_request",
      -32600,
      1,
    ],
    ["a call whose params are a list", withParams([]), 400, "invalid_request", -32600, 1],
    ["a call without a tool", withParams({}), 400, "invalid_request", -32602, 1],
    ["a call whose tool is an object", withParams({ name: {} }), 400, "invalid_request", -32602, 1],
    [
      "a call whose tool has a control character",
      withParams({ name: "a\u0000b" }),
      400,
      "invalid_request",
      -32602,
      1,
    ],
    [
      "a call whose tool is invisible",
      withParams({ name: "a\u200bb" }),
      400,
      "invalid_request",
      -32602,
      1,
    ],
    [
      "a call with a very long tool",
      withParams({ name: "x".repeat(300) }),
      400,
      "invalid_request",
      -32602,
      1,
    ],
    [
      "a call whose arguments are a text",
      withParams({ name: "echo", arguments: "a" }),
      400,
      "invalid_request",
      -32602,
      1,
    ],
    [
      "a call whose arguments are null",
      withParams({ name: "echo", arguments: null }),
      400,
      "invalid_request",
      -32602,
      1,
    ],
    ...["Arguments", "ARGUMENTS", "argument\u017f", "Name", "Task", "_Meta", "Uri"].map(
      (name): (typeof table)[number] => [
        `a call with ${name}, which some servers read as a member of the protocol`,
        withParams({ name: "echo", [name]: { a: 1 } }),
        400,
        name === "Name" ? "malformed_json" : "invalid_request",
        name === "Name" ? -32700 : -32602,
        name === "Name" ? null : 1,
      ],
    ),
  ];
  it.each(table)("%s is refused", async (_name, body, status, code, rpcCode, id) => {
    const before = upstream.seen.length;
    const requestId = newId();
    const reply = await send(grant, body, { requestId });
    expect(reply.status).toBe(status);
    expect(reply.headers.get("content-type")).toBe("application/problem+json");
    expect(reply.headers.get("x-request-id")).toBe(requestId);
    expect(reply.body).toMatchObject({
      type: `http://localhost:3000/problems/${code}`,
      status,
      code,
      request_id: requestId,
      instance: `/mcp/${grant.serverId}`,
      jsonrpc: "2.0",
      id,
      error: { code: rpcCode },
    });
    expect(upstream.seen.length).toBe(before);
  });

  it.each([
    "notifications/tools/call",
    "notifications/../tools/call",
    "notifications/",
    "notifications/message",
  ])(
    "a notification of a client that the protocol does not know, %s, goes nowhere",
    async (method) => {
      const before = upstream.seen.length;
      const message = { jsonrpc: "2.0", method, params: { name: "echo", arguments: {} } };
      expect(await send(grant, message)).toMatchObject({ status: 202, text: "" });
      expect(upstream.seen.length).toBe(before);
      await send(grant, { jsonrpc: "2.0", method: "notifications/cancelled", params: {} });
      expect(upstream.seen.length).toBe(before + 1);
    },
  );

  it("invalid UTF-8 is refused", async () => {
    const response = await fetch(grant.url, {
      method: "POST",
      headers: headersOf(grant),
      body: Buffer.concat([Buffer.from(CALL.slice(0, -3)), Buffer.from([0xff, 0xfe])]),
    });
    expect(response.status).toBe(400);
  });

  it("too large is refused, with its length announced or not", async () => {
    const large = "x".repeat(5 * 1024 * 1024);
    expect((await send(grant, large)).status).toBe(413);
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from(large));
        controller.close();
      },
    });
    const options = { method: "POST", headers: headersOf(grant), body: stream, duplex: "half" };
    const response = await fetch(grant.url, options as RequestInit);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: "payload_too_large" });
  });

  it("just within the limit passes", async () => {
    const pad = "x".repeat(4 * 1024 * 1024 - 200);
    expect((await send(grant, toolCall("echo", { pad }))).status).toBe(200);
  });

  it("argument names that cannot be recorded are counted, not recorded", async () => {
    const requestId = newId();
    const args = { ok: 1, "bad\u0000name": 1, [`long${"x".repeat(80)}`]: 1 };
    expect((await send(grant, toolCall("echo", args), { requestId })).status).toBe(200);
    expect(await house.decision(requestId)).toMatchObject({
      argument_keys: ["ok"],
      argument_keys_more: 2,
    });
  });
});

describe("a request", () => {
  const valid = () => headersOf(grant);
  const table: [
    string,
    string,
    () => Record<string, string | undefined>,
    string,
    number,
    string,
  ][] = [
    [
      "that accepts JSON only",
      "POST",
      () => ({ accept: "application/json" }),
      "",
      406,
      "not_acceptable",
    ],
    ["that accepts nothing", "POST", () => ({ accept: undefined }), "", 406, "not_acceptable"],
    [
      "that excludes event streams",
      "POST",
      () => ({ accept: "*/*, text/event-stream;q=0" }),
      "",
      406,
      "not_acceptable",
    ],
    [
      "of another type of content",
      "POST",
      () => ({ "content-type": "text/plain" }),
      "",
      415,
      "unsupported_media_type",
    ],
    [
      "of no type of content",
      "POST",
      () => ({ "content-type": undefined }),
      "",
      415,
      "unsupported_media_type",
    ],
    [
      "in another charset",
      "POST",
      () => ({ "content-type": "application/json; charset=utf-16" }),
      "",
      415,
      "unsupported_media_type",
    ],
    [
      "that is compressed",
      "POST",
      () => ({ "content-encoding": "gzip" }),
      "",
      415,
      "unsupported_media_type",
    ],
    [
      "in two charsets",
      "POST",
      () => ({ "content-type": "application/json; charset=utf-8; charset=utf-7" }),
      "",
      415,
      "unsupported_media_type",
    ],
    [
      "of a revision nobody speaks",
      "POST",
      () => ({ "mcp-protocol-version": "1999-01-01" }),
      "",
      400,
      "invalid_request",
    ],
    ["to another host", "POST", () => ({ host: "evil.test" }), "", 403, "host_refused"],
    [
      "to another port of the host",
      "POST",
      () => ({ host: "localhost:1" }),
      "",
      403,
      "host_refused",
    ],
    ["to no host", "POST", () => ({ host: "" }), "", 403, "host_refused"],
    [
      "from a web page elsewhere",
      "POST",
      () => ({ origin: "https://evil.test" }),
      "",
      403,
      "origin_refused",
    ],
    [
      "from a page without an origin",
      "POST",
      () => ({ origin: "null" }),
      "",
      403,
      "origin_refused",
    ],
    ["without a token", "POST", () => ({ authorization: undefined }), "", 401, "unauthenticated"],
    [
      "with a token in its address only",
      "POST",
      () => ({ authorization: undefined }),
      "?access_token=TOKEN",
      401,
      "unauthenticated",
    ],
    [
      "with another scheme",
      "POST",
      () => ({ authorization: `Basic ${grant.token}` }),
      "",
      401,
      "unauthenticated",
    ],
    [
      "with a token that is none",
      "POST",
      () => ({ authorization: "Bearer pcg_nonsense" }),
      "",
      401,
      "unauthenticated",
    ],
    [
      "with an unknown token",
      "POST",
      () => ({ authorization: `Bearer pcg_${"A".repeat(43)}_${"0".repeat(6)}` }),
      "",
      401,
      "unauthenticated",
    ],
    ["by PUT", "PUT", () => ({}), "", 405, "method_not_allowed"],
    ["by PATCH", "PATCH", () => ({}), "", 405, "method_not_allowed"],
    ["by OPTIONS", "OPTIONS", () => ({}), "", 405, "method_not_allowed"],
    [
      "to a stream, accepting none",
      "GET",
      () => ({ accept: "text/html" }),
      "",
      400,
      "invalid_request",
    ],
    [
      "with an expectation nobody meets",
      "POST",
      () => ({ expect: "200-maybe" }),
      "",
      400,
      "invalid_request",
    ],
  ];
  it.each(table)("%s is refused", async (_name, method, change, query, status, code) => {
    const headers = Object.entries({ host: `localhost:${house.port}`, ...valid(), ...change() });
    const body = method === "GET" ? "" : CALL;
    const [reply] = await rawExchange(
      house.port,
      [
        `${method} /mcp/${grant.serverId}${query.replace("TOKEN", grant.token)} HTTP/1.1`,
        ...headers.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`])),
        `content-length: ${Buffer.byteLength(body)}`,
        "connection: close",
        "",
        body,
      ].join("\r\n"),
    );
    expect(reply?.status).toBe(status);
    expect(reply?.headers["x-request-id"]).toMatch(/^[A-Za-z0-9._-]{8,64}$/);
    expect(reply?.headers["content-type"]).toBe("application/problem+json");
    expect(reply?.body).toMatchObject({ status, code, jsonrpc: "2.0" });
    expect(JSON.stringify(reply)).not.toContain(grant.token);
    if (status === 405) expect(reply?.headers.allow).toBe("POST, GET, DELETE");
    if (status === 401) expect(reply?.headers["www-authenticate"]).toMatch(/^Bearer /);
  });

  it("to another server, an unknown one and a malformed id finds nothing, alike", async () => {
    const other = await house.addServer(upstream.url, { version: 1, default: "allow" });
    const requestId = newId();
    const texts = await Promise.all(
      [other.serverId, newId(), "x", "%2e%2e%2f", grant.serverId.toUpperCase()].map(async (id) => {
        const url = grant.url.replace(grant.serverId, id);
        const reply = await send({ ...grant, url }, toolCall("echo"), { requestId });
        expect(reply.status).toBe(404);
        return reply.text.replace(`/mcp/${id}`, "");
      }),
    );
    expect(new Set(texts).size).toBe(1);
  });

  it("to a path nobody serves finds nothing", async () => {
    for (const path of ["/", "/mcp", "/mcp/", `/mcp/${grant.serverId}/`, "/MCP/x", "//mcp/x"]) {
      const response = await fetch(`http://127.0.0.1:${house.port}${path}`, { method: "POST" });
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: "not_found" });
    }
  });

  it("keeps a well-formed request id and replaces another", async () => {
    const kept = await send(grant, CALL, { requestId: "my-request.1" });
    expect(kept.headers.get("x-request-id")).toBe("my-request.1");
    const replaced = await send(grant, CALL, { requestId: "x" });
    expect(replaced.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("health", () => {
  it("says that it lives and that it is ready", async () => {
    const at = `http://127.0.0.1:${house.port}`;
    expect(await (await fetch(`${at}/healthz`)).json()).toEqual({ status: "ok" });
    const ready = await fetch(`${at}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({
      status: "ready",
      checks: Object.fromEntries(
        ["database", "ledger", "revocations", "serving"].map((name) => [
          name,
          { ok: true, required: true, milliseconds: expect.any(Number) },
        ]),
      ),
    });
    expect((await fetch(`${at}/healthz`, { method: "POST" })).status).toBe(405);
  });
});

describe("metrics", () => {
  it("count who could not authenticate, and name no tenant", async () => {
    const at = `http://127.0.0.1:${house.port}/metrics`;
    const count = async () => {
      const text = await (await fetch(at)).text();
      expect(text).not.toContain(house.tenant.tenantId);
      return Number(/_total\{status="401"\} (\d+)/.exec(text)?.[1]);
    };
    const before = await count();
    await send({ ...grant, token: "pcg_wrong" }, toolCall("echo"));
    expect(await count()).toBe(before + 1);
  });
});
