import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FixtureUpstream, fixtureUpstream } from "./testing/fixture-upstream";
import { type RawReply, rawExchange } from "./testing/raw-exchange";
import {
  headersOf,
  send,
  type TestGate,
  type TestGrant,
  testGate,
  textOf,
  toolCall,
} from "./testing/test-gate";

let house: TestGate;
let upstream: FixtureUpstream;
let grant: TestGrant;
beforeAll(async () => {
  upstream = await fixtureUpstream();
  house = await testGate({ headersMs: 700, requestMs: 900, upstreamHeadersMs: 1_000 });
  grant = await house.addServer(upstream.url, { version: 1, default: "allow" });
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});

const CALL = JSON.stringify(toolCall("echo"));
const SMUGGLED = JSON.stringify(toolCall("smuggled"));

/** A request's head: the valid headers, with lines added. */
function head(
  lines: readonly string[],
  options: { method?: string; version?: string } = {},
): string {
  const { method = "POST", version = "HTTP/1.1" } = options;
  const headers = Object.entries({ host: `localhost:${house.port}`, ...headersOf(grant) });
  return [
    `${method} /mcp/${grant.serverId} ${version}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...lines,
    "",
    "",
  ].join("\r\n");
}

const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;
const sneaked = () => head([`content-length: ${SMUGGLED.length}`]) + SMUGGLED;

function expectRefused(reply: RawReply | undefined): void {
  expect(reply?.status).toBeGreaterThanOrEqual(400);
  expect(reply?.status).toBeLessThan(500);
  expect(reply?.headers["content-type"]).toBe("application/problem+json");
  expect(reply?.headers["x-request-id"]).toMatch(/^[A-Za-z0-9._-]{8,64}$/);
  expect(reply?.body).toMatchObject({ status: reply?.status });
}

describe("a request whose end two readers could see in two places", () => {
  const length = `content-length: ${CALL.length}`;
  it.each<[string, () => string]>([
    [
      "length and chunks",
      () => head([length, "transfer-encoding: chunked"]) + chunk(CALL) + sneaked(),
    ],
    [
      "chunks and length",
      () => head(["transfer-encoding: chunked", length]) + chunk(CALL) + sneaked(),
    ],
    ["two lengths", () => head([length, "content-length: 5"]) + CALL + sneaked()],
    ["two equal lengths", () => head([length, length]) + CALL + sneaked()],
    ["a list of lengths", () => head([`${length}, ${CALL.length}`]) + CALL + sneaked()],
    ["a signed length", () => head([`content-length: +${CALL.length}`]) + CALL],
    ["a hexadecimal length", () => head(["content-length: 0x10"]) + CALL],
    ["a space before the colon", () => head([`content-length : ${CALL.length}`]) + CALL],
    ["an unknown coding", () => head(["transfer-encoding: xchunked"]) + chunk(CALL)],
    [
      "another coding and then chunked",
      () => head(["transfer-encoding: gzip, chunked"]) + chunk(CALL),
    ],
    [
      "chunked and then another",
      () => head(["transfer-encoding: chunked, identity"]) + chunk(CALL),
    ],
    [
      "two codings",
      () =>
        head(["transfer-encoding: identity", "transfer-encoding: chunked", length]) + chunk(CALL),
    ],
    ["a folded header", () => head(["x-a: b", " transfer-encoding: chunked", length]) + CALL],
    [
      "a bare line feed after a header",
      () => head([`x-a: b\ntransfer-encoding: chunked`, length]) + CALL,
    ],
    ["a bare carriage return in a header", () => head(["x-a: b\rc", length]) + CALL],
    ["a null in a header", () => head(["x-a: b\0c", length]) + CALL],
    ["a bad chunk size", () => `${head(["transfer-encoding: chunked"])}zz\r\n${CALL}\r\n0\r\n\r\n`],
    [
      "a chunk longer than it says",
      () => `${head(["transfer-encoding: chunked"])}1\r\n${CALL}\r\n0\r\n\r\n`,
    ],
    [
      "a chunk size that overflows",
      () => `${head(["transfer-encoding: chunked"])}fffffffffffffffff\r\n${CALL}`,
    ],
    ["a host twice", () => head(["host: other.test", length]) + CALL],
    ["two tokens", () => head(["authorization: Bearer x", length]) + CALL],
    ["another protocol", () => head([length], { version: "HTTP/9.9" }) + CALL],
    ["no protocol", () => "GET /\r\n\r\n"],
    ["a method nobody has", () => head([length], { method: "P\x01ST" }) + CALL],
    ["CONNECT", () => head([], { method: "CONNECT" })],
    ["headers that are too large", () => head([`x-large: ${"x".repeat(20_000)}`, length]) + CALL],
    [
      "too many headers",
      () => head([...Array.from({ length: 200 }, (_, n) => `x-${n}: 1`), length]) + CALL,
    ],
    ["binary noise", () => "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
  ])("(%s) is refused, and nothing behind it runs", async (_name, bytes) => {
    const before = upstream.seen.length;
    const replies = await rawExchange(house.port, bytes());
    expectRefused(replies[0]);
    expect(upstream.seen.slice(before).some(({ body }) => body.includes("smuggled"))).toBe(false);
    expect(textOf(await send(grant, toolCall("echo")))).toBe("called echo");
  });
});

describe("a slow client", () => {
  it.each<[string, () => string[]]>([
    [
      "headers",
      () =>
        head([`content-length: ${CALL.length}`])
          .slice(0, -2)
          .match(/.{1,4}/gs) ?? [],
    ],
    ["a body", () => [head([`content-length: ${CALL.length}`]), ...(CALL.match(/.{1,2}/gs) ?? [])]],
  ])("does not hold a connection with %s in drops", async (_name, pieces) => {
    const started = performance.now();
    const [reply] = await rawExchange(house.port, pieces(), { pauseMs: 60 });
    expectRefused(reply);
    expect(performance.now() - started).toBeLessThan(4_000);
  });
});

describe("honest requests on one connection", () => {
  it("are answered in turn, each with its own id", async () => {
    const one = (id: string) =>
      head([`content-length: ${CALL.length}`, `x-request-id: ${id}`]) + CALL;
    const replies = await rawExchange(house.port, one("request-1") + one("request-2"), {
      quietMs: 600,
    });
    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
    expect(replies.map(({ headers }) => headers["x-request-id"])).toEqual([
      "request-1",
      "request-2",
    ]);
  });

  it("in chunks pass", async () => {
    const bytes = head(["transfer-encoding: chunked", "connection: close"]) + chunk(CALL);
    const [reply] = await rawExchange(house.port, bytes);
    expect(reply?.status).toBe(200);
  });

  it("that ask before they send are told to go on", async () => {
    const first = head([`content-length: ${CALL.length}`, "expect: 100-continue"]);
    const replies = await rawExchange(house.port, [first, CALL], { pauseMs: 100, quietMs: 600 });
    expect(replies.map(({ status }) => status)).toEqual([100, 200]);
  });
});
