import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/kernel";
import { type FixtureUpstream, fixtureUpstream } from "./testing/fixture-upstream";
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
  house = await testGate();
  grant = await house.addServer(upstream.url, { version: 1, default: "allow" });
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});

const CALL = JSON.stringify(toolCall("echo"));
const withParams = (params: unknown) =>
  JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params });

async function refused(body: string, code: string, rpcCode: number, id: unknown): Promise<void> {
  const before = upstream.seen.length;
  const requestId = newId();
  const reply = await send(grant, body, { requestId });
  expect(reply.status).toBe(400);
  expect(reply.headers.get("content-type")).toBe("application/problem+json");
  expect(reply.headers.get("x-request-id")).toBe(requestId);
  expect(reply.body).toMatchObject({
    type: `http://localhost:3000/problems/${code}`,
    status: 400,
    code,
    request_id: requestId,
    instance: `/mcp/${grant.serverId}`,
    jsonrpc: "2.0",
    id,
    error: { code: rpcCode },
  });
  expect(upstream.seen.length).toBe(before);
}

describe("a body that is", () => {
  it.each<[string, string]>([
    ["empty", ""],
    ["no JSON", "{"],
    ["two messages", `${CALL}${CALL}`],
    ["deep", `{"a":${"[".repeat(100)}${"]".repeat(100)}}`],
    ["with a key twice", '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}'],
    [
      "with a key twice in its arguments",
      withParams("X").replace('"X"', '{"name":"echo","arguments":{"a":1,"a":2}}'),
    ],
    [
      "with keys that differ in case",
      '{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/call"}',
    ],
    ["with half a surrogate pair", withParams({ name: "echo", arguments: { a: "\ud800" } })],
    [
      "a call with Name, which some servers read as a member of the protocol",
      withParams({ name: "echo", Name: { a: 1 } }),
    ],
  ])("%s is refused as no JSON", async (_name, body) => {
    await refused(body, "malformed_json", -32700, null);
  });

  it.each<[string, string, unknown]>([
    ["a batch", `[${CALL}]`, null],
    ["an empty batch", "[]", null],
    ["a text", '"tools/call"', null],
    ["null", "null", null],
    ["of another JSON-RPC", '{"jsonrpc":"1.0","id":1,"method":"ping"}', 1],
    ["without jsonrpc", '{"id":1,"method":"ping"}', 1],
    [
      "a call without an id",
      '{"jsonrpc":"2.0","method":"tools/call","params":{"name":"echo"}}',
      null,
    ],
    ["a call with the id null", '{"jsonrpc":"2.0","id":null,"method":"ping"}', null],
    ["a call with an id that is no integer", '{"jsonrpc":"2.0","id":1.5,"method":"ping"}', 1.5],
    ["a call with an object for an id", '{"jsonrpc":"2.0","id":{},"method":"ping"}', null],
    [
      "a call with an id beyond doubles",
      '{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}',
      null,
    ],
    ["a request and an answer at once", '{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}', 1],
    ["an answer with a result and an error", '{"jsonrpc":"2.0","id":1,"result":{},"error":{}}', 1],
    ["neither", '{"jsonrpc":"2.0","id":1}', 1],
    ["a message with a member nobody knows", '{"jsonrpc":"2.0","id":1,"method":"ping","x":1}', 1],
    ["a call whose method is a number", '{"jsonrpc":"2.0","id":1,"method":5}', 1],
    ["a call whose params are a list", withParams([]), 1],
  ])("%s is refused as no message", async (_name, body, id) => {
    await refused(body, "invalid_request", -32600, id);
  });

  it.each<[string, string]>([
    ["a call without a tool", withParams({})],
    ["a call whose tool is an object", withParams({ name: {} })],
    ["a call whose tool has a control character", withParams({ name: "a\u0000b" })],
    ["a call whose tool is invisible", withParams({ name: "a\u200bb" })],
    ["a call with a very long tool", withParams({ name: "x".repeat(300) })],
    ["a call whose arguments are a text", withParams({ name: "echo", arguments: "a" })],
    ["a call whose arguments are null", withParams({ name: "echo", arguments: null })],
  ])("%s is refused for its parameters", async (_name, body) => {
    await refused(body, "invalid_request", -32602, 1);
  });

  it.each(["Arguments", "ARGUMENTS", "argument\u017f", "Task", "_Meta", "Uri"])(
    "a call with %s, which some servers read as a member of the protocol, is refused",
    async (name) => {
      const body = withParams({ name: "echo", [name]: { a: 1 } });
      await refused(body, "invalid_request", -32602, 1);
    },
  );

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
