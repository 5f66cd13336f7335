import type { ServerResponse } from "node:http";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type FixtureUpstream, fixtureUpstream, type Seen } from "./testing/fixture-upstream";
import { type McpUpstream, mcpUpstream } from "./testing/mcp-server/upstream";
import { beginSession, openStream } from "./testing/open-stream";
import { send, type TestGate, type TestGrant, testGate, toolCall } from "./testing/test-gate";

const ALLOWING = { version: 1, default: "allow" };
const NO_SESSION = {
  jsonrpc: "2.0",
  error: { code: -32000, message: "Bad Request: No valid session ID provided" },
  id: null,
};

type Answer = (response: ServerResponse, seen: Seen) => boolean;

let house: TestGate;
let upstream: FixtureUpstream;
let grant: TestGrant;
let answer: Answer = () => false;
const clients: Client[] = [];
beforeAll(async () => {
  upstream = await fixtureUpstream({ answer: (response, seen) => answer(response, seen) });
  house = await testGate();
  grant = await house.addServer(upstream.url, ALLOWING);
});
afterEach(async () => {
  answer = () => false;
  await Promise.all(clients.splice(0).map((client) => client.close()));
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});

async function connect(to: TestGrant): Promise<Client> {
  const client = new Client({ name: "official", version: "1" });
  const headers = { authorization: `Bearer ${to.token}` };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(to.url), { requestInit: { headers } }),
  );
  clients.push(client);
  return client;
}

const asks = (method: string, { body }: Seen) => body.includes(`"method":"${method}"`);
const idOf = ({ body }: Seen): unknown => (JSON.parse(body) as { id: unknown }).id;

/** Answers lists of tools with a body, written by the request. */
function listsWith(body: (seen: Seen) => string, type = "application/json"): Answer {
  return (response, seen) => {
    if (!asks("tools/list", seen)) return false;
    response.writeHead(200, { "content-type": type }).end(body(seen));
    return true;
  };
}

const result = (value: unknown) => (seen: Seen) =>
  JSON.stringify({ jsonrpc: "2.0", id: idOf(seen), result: value });
const event = (write: (seen: Seen) => string) => (seen: Seen) => `data: ${write(seen)}\n\n`;

describe("a list of tools that is none", () => {
  it.each<[string, Answer]>([
    ["nothing", listsWith(() => "")],
    ["null", listsWith(() => "null")],
    ["an object of something else", listsWith(() => "{}")],
    ["what is no JSON", listsWith(() => "<html>")],
    ["no list", listsWith(result({}))],
    ["a list that is an object", listsWith(result({ tools: {} }))],
    ["a list under another name", listsWith(result({ Tools: [] }))],
    ["a result that is a list", listsWith(result([]))],
    [
      "another request's answer",
      listsWith(() => '{"jsonrpc":"2.0","id":"x","result":{"tools":[]}}'),
    ],
    ["no list, in events", listsWith(event(result({})), "text/event-stream")],
    ["what is no JSON, in events", listsWith(() => "data: <html>\n\n", "text/event-stream")],
    ["no event at all", listsWith(() => "", "text/event-stream")],
  ])("is an error to the official client: %s", async (_what, behaviour) => {
    const client = await connect(grant);
    answer = behaviour;
    await expect(client.listTools()).rejects.toThrow(/upstream server/);
  });

  it("is told from one that is empty", async () => {
    const client = await connect(grant);
    answer = listsWith(result({ tools: [] }));
    expect(await client.listTools()).toEqual({ tools: [] });
  });

  it("does not begin a session either, where the answer to initialize is none", async () => {
    answer = (response, seen) => {
      if (!asks("initialize", seen)) return false;
      response.writeHead(200, { "content-type": "application/json" }).end(result({})(seen));
      return true;
    };
    await expect(connect(grant)).rejects.toThrow("names no protocol version");
  });
});

describe.each([401, 403])("a credential that the upstream refuses with %i", (status) => {
  const refusing: Answer = (response) => {
    const challenge = 'Bearer resource_metadata="https://upstream.example/"';
    response.writeHead(status, { "www-authenticate": challenge }).end("expired");
    return true;
  };

  it.each<[string, () => Promise<Response>]>([
    ["a list", async () => await post({ jsonrpc: "2.0", id: 1, method: "tools/list" })],
    ["a call", async () => await post(toolCall("echo"))],
    ["initialising", async () => await post({ jsonrpc: "2.0", id: 1, method: "initialize" })],
    [
      "a notification",
      async () => await post({ jsonrpc: "2.0", method: "notifications/initialized" }),
    ],
  ])("is named as the cause, and is not the client's: %s", async (_what, ask) => {
    answer = refusing;
    const response = await ask();
    expect(response.status).toBe(502);
    expect(response.headers.get("www-authenticate")).toBeNull();
    const text = await response.text();
    expect(text).toContain("refused the credential");
    expect(text).toContain(String(status));
    expect(text).not.toContain("upstream.example");
  });

  it("is named on a stream too", async () => {
    const session = await beginSession(grant);
    answer = refusing;
    const stream = await openStream(grant, session);
    expect(stream.status).toBe(502);
    await stream.until(() => stream.text().includes("refused the credential"));
  });

  it("reaches the official client as an error that says so", async () => {
    const client = await connect(grant);
    answer = refusing;
    await expect(client.listTools()).rejects.toThrow("refused the credential");
  });
});

async function post(message: unknown): Promise<Response> {
  return await fetch(grant.url, {
    method: "POST",
    headers: {
      authorization: `Bearer ${grant.token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify(message),
  });
}

describe("an upstream that has forgotten its sessions", () => {
  let real: McpUpstream;
  let its: TestGrant;
  beforeAll(async () => {
    real = await mcpUpstream();
    its = await house.addServer(real.url, ALLOWING);
  });
  afterAll(() => real.close());

  it("is told to the official client as 404, which initialises anew and goes on", async () => {
    const client = await connect(its);
    expect((await client.listTools()).tools.length).toBeGreaterThan(0);
    real.forget();
    const lost = client.callTool({ name: "test_simple_text" });
    await expect(lost).rejects.toMatchObject({ code: 404 });
    const again = await connect(its);
    expect(await again.callTool({ name: "test_simple_text" })).toMatchObject({
      content: [{ type: "text" }],
    });
  });

  it("is told as 404 as well where it says so with 400", async () => {
    const session = await beginSession(grant);
    const within = { headers: { "mcp-session-id": session } };
    answer = (response) => {
      response
        .writeHead(400, { "content-type": "application/json" })
        .end(JSON.stringify(NO_SESSION));
      return true;
    };
    expect((await send(grant, toolCall("echo"), within)).status).toBe(404);
    answer = () => false;
    // It stays so: the client's next request finds no session here either.
    await new Promise((wake) => setTimeout(wake, 300));
    expect((await send(grant, toolCall("echo"), within)).status).toBe(404);
  });

  it("is not seen in every 400", async () => {
    const session = await beginSession(grant);
    const within = { headers: { "mcp-session-id": session } };
    expect((await send(grant, toolCall("status-400"), within)).status).toBe(502);
    expect((await send(grant, toolCall("echo"), within)).status).toBe(200);
  });

  it("and a session that its client has ended is not found, until it begins anew", async () => {
    const client = await connect(its);
    const transport = client.transport as StreamableHTTPClientTransport;
    const session = transport.sessionId ?? "";
    await transport.terminateSession();
    const within = { headers: { "mcp-session-id": session } };
    expect((await send(its, toolCall("test_simple_text"), within)).status).toBe(404);
    expect((await (await connect(its)).ping()) ?? {}).toEqual({});
  });
});
