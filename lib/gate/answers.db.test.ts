import { afterAll, beforeAll, expect, it } from "vitest";
import { PROBLEMS } from "@/lib/kernel";
import { GATE_ANSWERS, type GateAnswer } from "./answers";
import { type FixtureUpstream, fixtureUpstream } from "./testing/fixture-upstream";
import { beginSession } from "./testing/open-stream";
import { type RawReply, rawExchange } from "./testing/raw-exchange";
import { send, type TestGate, type TestGrant, testGate, toolCall } from "./testing/test-gate";

/* Every documented answer, over a socket: one that nobody can bring about cannot be documented. */
const INITIALIZE = {
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "t", version: "1" },
  },
};

let house: TestGate;
let upstream: FixtureUpstream;
let grant: TestGrant;
beforeAll(async () => {
  upstream = await fixtureUpstream();
  house = await testGate({
    bodyBytes: 2_000,
    callsPerGrant: 2,
    upstreamHeadersMs: 600,
    cancelledMs: 50,
  });
  grant = await fresh();
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});

const fresh = (url = upstream.url) => house.addServer(url, { version: 1, default: "allow" });

/** What differs from a request that would be answered. */
type Changes = {
  readonly of?: TestGrant;
  readonly line?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as they are, after the others. */
  readonly more?: readonly string[];
  readonly body?: string | object;
};

async function exchange(changes: Changes = {}): Promise<RawReply> {
  const of = changes.of ?? grant;
  const given = changes.body ?? toolCall("echo");
  const body = typeof given === "string" ? given : JSON.stringify(given);
  const headers: Record<string, string> = {
    host: `localhost:${house.port}`,
    authorization: `Bearer ${of.token}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": "2025-11-25",
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
    ...changes.headers,
  };
  const lines = [
    changes.line ?? `POST /mcp/${of.serverId} HTTP/1.1`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(changes.more ?? []),
  ];
  const [reply] = await rawExchange(house.port, `${lines.join("\r\n")}\r\n\r\n${body}`, {
    quietMs: 6_000,
  });
  if (reply === undefined) throw new Error("no answer");
  return reply;
}

async function underWay(of: TestGrant, id: string, headers: Record<string, string> = {}) {
  const before = upstream.seen.length;
  const reply = exchange({ of, headers, body: toolCall("hangs", {}, id) });
  await expect.poll(() => upstream.seen.length).toBeGreaterThan(before);
  return reply;
}

const command = (name: string) => house.addCommand({ command: name, args: [], env: {} });

/** The database as it must not be, while something is asked. */
async function meanwhile(before: string, after: string): Promise<RawReply> {
  const of = await fresh();
  await house.database.admin(before);
  try {
    return await exchange({ of });
  } finally {
    await house.database.admin(after);
  }
}

const DRIVEN: Readonly<Record<GateAnswer, () => Promise<RawReply>>> = {
  invalid_request: () => exchange({ more: ["content-type: application/json"] }),
  malformed_json: () => exchange({ body: '{"a":1,"a":2}' }),
  unauthenticated: () => exchange({ headers: { authorization: "Bearer wrong" } }),
  host_refused: () => exchange({ headers: { host: "evil.test" } }),
  origin_refused: () => exchange({ headers: { origin: "https://evil.test" } }),
  not_found: () => exchange({ line: "POST /nothing HTTP/1.1" }),
  session_not_found: () => exchange({ headers: { "mcp-session-id": "x".repeat(43) } }),
  method_not_allowed: () => exchange({ line: `PUT /mcp/${grant.serverId} HTTP/1.1` }),
  not_acceptable: () => exchange({ headers: { accept: "text/html" } }),
  async conflict() {
    const headers = { "mcp-session-id": await beginSession(grant) };
    const reply = underWay(grant, "c-1", headers);
    await expect.poll(() => upstream.seen.at(-1)?.body.includes("c-1")).toBe(true);
    const params = { requestId: "c-1" };
    await send(grant, { jsonrpc: "2.0", method: "notifications/cancelled", params }, { headers });
    return await reply;
  },
  payload_too_large: () => exchange({ body: toolCall("echo", { text: "x".repeat(3_000) }) }),
  unsupported_media_type: () => exchange({ headers: { "content-type": "text/plain" } }),
  async command_refused() {
    const of = await command("true");
    // It was there when it was registered.
    await house.database.admin("update portcullis.servers set command = $2 where id = $1", [
      of.serverId,
      "/no/such/program",
    ]);
    return await exchange({ of, body: INITIALIZE });
  },
  async too_many_requests() {
    const of = await fresh();
    const running = [underWay(of, "a"), underWay(of, "b")];
    const arrived = () => upstream.seen.filter(({ body }) => /"id":"[ab]"/.test(body)).length;
    await expect.poll(arrived).toBe(2);
    const reply = await exchange({ of });
    await Promise.all(running);
    return reply;
  },
  header_too_large: () => exchange({ headers: { "x-long": "x".repeat(20_000) } }),
  upstream_unreachable: async () => exchange({ of: await fresh("http://127.0.0.1:9/mcp") }),
  upstream_not_started: async () => exchange({ of: await command("false"), body: INITIALIZE }),
  upstream_refused: () => exchange({ body: toolCall("status-500") }),
  database_token_rejected: () =>
    meanwhile(
      "update portcullis.database_keys set header = header || '-away'",
      "update portcullis.database_keys set header = replace(header, '-away', '')",
    ),
  async unavailable() {
    const of = await fresh();
    const locked = house.database.admin(
      `do $$ begin lock table portcullis.grants in access exclusive mode; perform pg_sleep(2.6); end $$`,
    );
    await new Promise((wake) => setTimeout(wake, 200));
    const reply = await exchange({ of });
    await locked;
    return reply;
  },
  upstream_timeout: () => exchange({ body: toolCall("hangs") }),
};

it.each(Object.keys(GATE_ANSWERS) as GateAnswer[])(
  "%s is answered, as documented",
  async (code) => {
    const { status, headers, body } = await DRIVEN[code]();
    expect([status, (body as { code?: string }).code]).toEqual([PROBLEMS[code].status, code]);
    expect(headers["content-type"]).toMatch(/^application\/problem\+json/);
    expect(headers["x-request-id"]).toMatch(/^[A-Za-z0-9._-]{8,64}$/);
    if (code === "too_many_requests") expect(Number(headers["retry-after"])).toBeGreaterThan(0);
    if (code === "method_not_allowed") expect(headers.allow).toBe("POST, GET, DELETE");
    if (code === "unauthenticated") expect(headers["www-authenticate"]).toContain("Bearer");
  },
);
