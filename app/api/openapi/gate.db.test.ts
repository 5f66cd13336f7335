import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FixtureUpstream, fixtureUpstream } from "@/lib/gate/testing/fixture-upstream";
import { type TestGate, type TestGrant, testGate } from "@/lib/gate/testing/test-gate";
import { newId } from "@/lib/kernel";
import { at, escaped, follow, judgeBy, testDocument } from "../testing/described";

const document = testDocument();
const judge = judgeBy(document);

let gate: TestGate;
let upstream: FixtureUpstream;
let grant: TestGrant;
beforeAll(async () => {
  upstream = await fixtureUpstream();
  gate = await testGate();
  grant = await gate.addServer(upstream.url, { version: 1, default: "allow" });
});
afterAll(async () => {
  await gate.close();
  await upstream.close();
});

type Asked = { headers?: Record<string, string | undefined>; body?: string; path?: string };

/** Asks the gate as a client would; what it answers must be described, in form and in kind. */
async function ask(described: string, method: string, asked: Asked = {}): Promise<string> {
  const given: Record<string, string | undefined> = {
    authorization: `Bearer ${grant.token}`,
    accept: "application/json, text/event-stream",
    ...(asked.body === undefined ? {} : { "content-type": "application/json" }),
    ...asked.headers,
  };
  const headers = Object.fromEntries(
    Object.entries(given).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  const path = asked.path ?? described.replace("{serverId}", grant.serverId);
  const response = await fetch(`${gate.origin}${path}`, { method, headers, body: asked.body });
  const type = response.headers.get("content-type")?.split(";")[0] ?? null;
  const text = await response.text();
  const responses = `/paths/${escaped(described)}/${method.toLowerCase()}/responses`;
  const { content } = follow(document, at(document, `${responses}/${response.status}`)) as {
    content?: Record<string, { schema: unknown }>;
  };
  expect(
    at(document, `${responses}/${response.status}`),
    `${response.status} ${text}`,
  ).toBeDefined();
  expect(response.headers.get("x-request-id")).toBeTruthy();
  if (type === null) {
    expect([text, content]).toEqual(["", undefined]);
    return String(response.status);
  }
  expect(Object.keys(content ?? {})).toContain(type);
  if (!type.endsWith("json")) return String(response.status);
  const body = JSON.parse(text) as { code?: string };
  const { $ref } = at(document, `${responses}/${response.status}`) as { $ref?: string };
  const where = $ref === undefined ? `${responses}/${response.status}` : $ref.slice(1);
  const pointer = `${where}/content/${escaped(type)}/schema`;
  expect(judge.faults(pointer, body)).toEqual([]);
  return body.code ?? String(response.status);
}

const MCP = "/mcp/{serverId}";
const call = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });
const note = JSON.stringify({ jsonrpc: "2.0", method: "notifications/roots/list_changed" });

describe("the gate answers as it is described", () => {
  it.each<[string, string, Asked]>([
    ["200", "POST", { body: call }],
    ["202", "POST", { body: note }],
    ["malformed_json", "POST", { body: "{" }],
    ["invalid_request", "POST", { body: '{"jsonrpc":"1.0"}' }],
    ["invalid_request", "POST", { body: call, headers: { "mcp-protocol-version": "1999-01-01" } }],
    ["unauthenticated", "POST", { body: call, headers: { authorization: undefined } }],
    ["origin_refused", "POST", { body: call, headers: { origin: "https://elsewhere.example" } }],
    ["not_found", "POST", { body: call, path: `/mcp/${newId()}` }],
    ["session_not_found", "POST", { body: call, headers: { "mcp-session-id": "none" } }],
    ["not_acceptable", "POST", { body: call, headers: { accept: "application/json" } }],
    ["payload_too_large", "POST", { body: JSON.stringify({ x: "a".repeat(9_000_000) }) }],
    ["unsupported_media_type", "POST", { body: call, headers: { "content-type": "text/plain" } }],
    ["invalid_request", "GET", {}],
    ["session_not_found", "GET", { headers: { "mcp-session-id": "none" } }],
    ["unauthenticated", "GET", { headers: { authorization: "Bearer pcg_none" } }],
    ["invalid_request", "DELETE", {}],
    ["session_not_found", "DELETE", { headers: { "mcp-session-id": "none" } }],
    ["not_found", "DELETE", { path: `/mcp/${newId()}` }],
  ])("%s to %s %j", async (expected, method, asked) => {
    expect(await ask(MCP, method, asked)).toBe(expected);
  });

  it("200 or a problem where the upstream is away", async () => {
    const away = await gate.addServer("http://127.0.0.1:9/mcp", { version: 1, default: "allow" });
    const headers = { authorization: `Bearer ${away.token}` };
    const path = `/mcp/${away.serverId}`;
    expect(await ask(MCP, "POST", { body: call, headers, path })).toBe("upstream_unreachable");
  });

  it.each(["/healthz", "/readyz", "/metrics"])("200 to GET %s", async (path) => {
    expect(await ask(path, "GET", { headers: { authorization: undefined } })).toBe("200");
  });
});
