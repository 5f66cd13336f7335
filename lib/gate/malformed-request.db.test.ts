import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeSigningKey, makeToken, mintAccessToken, openSigningKey } from "@/lib/crypto";
import { newId, PROBLEMS } from "@/lib/kernel";
import type { GateAnswer } from "./answers";
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

type Changed = Readonly<Record<string, string | undefined>>;
type Line = { readonly method?: string; readonly query?: string };

describe("a request", () => {
  it.each<[string, GateAnswer, () => Changed, Line?]>([
    ["that accepts JSON only", "not_acceptable", () => ({ accept: "application/json" })],
    ["that accepts nothing", "not_acceptable", () => ({ accept: undefined })],
    [
      "that excludes event streams",
      "not_acceptable",
      () => ({ accept: "*/*, text/event-stream;q=0" }),
    ],
    [
      "of another type of content",
      "unsupported_media_type",
      () => ({ "content-type": "text/plain" }),
    ],
    ["of no type of content", "unsupported_media_type", () => ({ "content-type": undefined })],
    [
      "in another charset",
      "unsupported_media_type",
      () => ({ "content-type": "application/json; charset=utf-16" }),
    ],
    ["that is compressed", "unsupported_media_type", () => ({ "content-encoding": "gzip" })],
    [
      "in two charsets",
      "unsupported_media_type",
      () => ({ "content-type": "application/json; charset=utf-8; charset=utf-7" }),
    ],
    [
      "of a revision nobody speaks",
      "invalid_request",
      () => ({ "mcp-protocol-version": "1999-01-01" }),
    ],
    ["to another host", "host_refused", () => ({ host: "evil.test" })],
    ["to another port of the host", "host_refused", () => ({ host: "localhost:1" })],
    ["to no host", "host_refused", () => ({ host: "" })],
    ["from a web page elsewhere", "origin_refused", () => ({ origin: "https://evil.test" })],
    ["from a page without an origin", "origin_refused", () => ({ origin: "null" })],
    ["without a token", "unauthenticated", () => ({ authorization: undefined })],
    [
      "with a token in its address only",
      "unauthenticated",
      () => ({ authorization: undefined }),
      { query: "?access_token=TOKEN" },
    ],
    ["with another scheme", "unauthenticated", () => ({ authorization: `Basic ${grant.token}` })],
    [
      "with a token that is none",
      "unauthenticated",
      () => ({ authorization: "Bearer pcg_nonsense" }),
    ],
    [
      "with an unknown token",
      "unauthenticated",
      () => ({ authorization: `Bearer pcg_${"A".repeat(43)}_${"0".repeat(6)}` }),
    ],
    ["by PUT", "method_not_allowed", () => ({}), { method: "PUT" }],
    ["by PATCH", "method_not_allowed", () => ({}), { method: "PATCH" }],
    ["by OPTIONS", "method_not_allowed", () => ({}), { method: "OPTIONS" }],
    [
      "to a stream, accepting none",
      "invalid_request",
      () => ({ accept: "text/html" }),
      { method: "GET" },
    ],
    ["with an expectation nobody meets", "invalid_request", () => ({ expect: "200-maybe" })],
  ])("%s is refused", async (_name, code, change, { method = "POST", query = "" } = {}) => {
    const { status } = PROBLEMS[code];
    const headers = Object.entries({
      host: `localhost:${house.port}`,
      ...headersOf(grant),
      ...change(),
    });
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

  it("with what opens other doors is refused, and told of what form it is, good or not", async () => {
    const { kid, pkcs8 } = makeSigningKey();
    const accessToken = (aud: string) =>
      mintAccessToken(openSigningKey(kid, pkcs8), {
        ...{ iss: "http://localhost:3000", aud, sub: `member:${newId()}`, jti: newId() },
        ...{ iat: 1, exp: 4_000_000_000, client_id: "portcullis-cli", tenant_id: newId() },
        ...{ workspace_ids: [], roles: ["owner"], caps: [], amr: ["sso"], sid: newId() },
      });
    const detail = async (token: string) => {
      const { status, body } = await send({ ...grant, token }, CALL);
      expect(status).toBe(401);
      return String(body.detail);
    };
    const told = await Promise.all(
      [accessToken("portcullis:gate"), accessToken("portcullis:api"), "x.y.z"].map(detail),
    );
    expect(new Set(told)).toEqual(
      new Set([
        "An access token says who somebody is, and opens no server. A valid grant is needed, as a bearer token.",
      ]),
    );
    expect(await detail(makeToken("pck").token.reveal())).toMatch(
      /^An API key opens the control API/,
    );
    expect(await detail("none")).toBe("A valid grant is needed, as a bearer token.");
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
