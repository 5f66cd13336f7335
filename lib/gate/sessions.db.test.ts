import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FixtureUpstream, fixtureUpstream } from "./testing/fixture-upstream";
import {
  headersOf,
  readReply,
  send,
  type TestGate,
  type TestGrant,
  testGate,
  toolCall,
} from "./testing/test-gate";

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
const HIDING = { version: 1, default: "deny", hide: ["secret"], tools: { echo: {} } };

let house: TestGate;
let upstream: FixtureUpstream;
let grant: TestGrant;
let other: TestGrant;
beforeAll(async () => {
  upstream = await fixtureUpstream();
  house = await testGate({ keepAliveMs: 100 });
  grant = await house.addServer(upstream.url, HIDING);
  other = await house.addServer(upstream.url, { version: 1, default: "allow" });
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});

async function begin(of: TestGrant): Promise<string> {
  const reply = await send(of, INITIALIZE);
  expect(reply.status).toBe(200);
  return reply.headers.get("mcp-session-id") ?? "";
}

const within = (session: string) => ({ headers: { "mcp-session-id": session } });

function openStream(of: TestGrant, session: string, headers: Record<string, string> = {}) {
  return fetch(of.url, {
    headers: {
      authorization: headersOf(of).authorization ?? "",
      accept: "text/event-stream",
      "mcp-session-id": session,
      ...headers,
    },
  });
}

/** Reads a stream until what came holds `text`. */
async function readUntil(response: Response, text: string): Promise<string> {
  const reader = response.body?.getReader();
  let read = "";
  while (reader !== undefined && !read.includes(text)) {
    const { value, done } = await reader.read();
    if (done) break;
    read += Buffer.from(value).toString();
  }
  reader?.releaseLock();
  return read;
}

describe("a session", () => {
  it("is the gate's own: the upstream's never leaves, and is sent where it belongs", async () => {
    const session = await begin(grant);
    expect(session).toMatch(/^[A-Za-z0-9_-]{43}$/);
    await send(grant, toolCall("echo"), within(session));
    expect(upstream.seen.at(-1)?.headers["mcp-session-id"]).toMatch(/^upstream-\d+$/);
    const [row] = await house.database.admin<{ stored: string }>(
      "select string_agg(encode(token_hash, 'escape') || encode(upstream_session, 'escape'), '') as stored from portcullis.mcp_sessions",
    );
    expect(row?.stored).not.toContain(session);
    expect(row?.stored).not.toContain("upstream-");
  });

  it("does not offer tasks", async () => {
    const reply = await send(grant, INITIALIZE);
    expect(reply.body.result?.capabilities).toEqual({ tools: { listChanged: true } });
  });

  it.each([
    ["unknown", async () => "x".repeat(43)],
    ["malformed", async () => "no such thing"],
    ["another grant's", () => begin(other)],
    [
      "ended",
      async () => {
        const session = await begin(grant);
        const reply = await fetch(grant.url, {
          method: "DELETE",
          headers: { ...headersOf(grant), "mcp-session-id": session },
        });
        expect(reply.status).toBe(204);
        expect(upstream.seen.at(-1)).toMatchObject({ method: "DELETE" });
        return session;
      },
    ],
  ])("that is %s is not found, so that clients begin anew", async (_name, make) => {
    const reply = await send(grant, toolCall("echo"), within(await make()));
    expect(reply.status).toBe(404);
    expect(reply.body).toMatchObject({
      code: "session_not_found",
      error: { code: -32001 },
      id: 1,
    });
  });

  it("is not found any more once the upstream does not know its own", async () => {
    const session = await begin(grant);
    await send(grant, toolCall("echo"), within(session));
    upstream.gone.add(String(upstream.seen.at(-1)?.headers["mcp-session-id"]));
    expect((await send(grant, toolCall("echo"), within(session))).status).toBe(404);
    await new Promise((wake) => setTimeout(wake, 100));
    const before = upstream.seen.length;
    expect((await send(grant, toolCall("echo"), within(session))).status).toBe(404);
    expect(upstream.seen.length).toBe(before);
  });

  it("authenticates nobody", async () => {
    const session = await begin(grant);
    const { authorization: _, ...headers } = headersOf(grant);
    const response = await fetch(grant.url, {
      method: "POST",
      headers: { ...headers, "mcp-session-id": session },
      body: JSON.stringify(toolCall("echo")),
    });
    expect(response.status).toBe(401);
  });

  it("passes notifications and the client's answers on", async () => {
    const session = await begin(grant);
    const messages = [
      { jsonrpc: "2.0", method: "notifications/initialized" },
      { jsonrpc: "2.0", id: 4, result: { roots: [] } },
      { jsonrpc: "2.0", id: "5", error: { code: -1, message: "no" } },
    ];
    for (const message of messages) {
      const reply = await send(grant, message, within(session));
      expect(reply.status).toBe(202);
      expect(reply.text).toBe("");
      expect(JSON.parse(upstream.seen.at(-1)?.body ?? "")).toEqual(message);
    }
  });

  it("answers an unknown method itself", async () => {
    const before = upstream.seen.length;
    const reply = await send(grant, { jsonrpc: "2.0", id: 9, method: "tasks/list" });
    expect(reply.body).toEqual({
      jsonrpc: "2.0",
      id: 9,
      error: { code: -32601, message: "Method not found" },
    });
    expect(upstream.seen.length).toBe(before);
  });
});

describe("lists", () => {
  const list = (method: string, cursor?: string) => ({
    jsonrpc: "2.0",
    id: 3,
    method,
    params: { cursor },
  });
  const names = (tools: unknown) => (tools as { name: string }[]).map(({ name }) => name);

  it.each([
    ["a JSON reply", undefined],
    ["an event stream", "events"],
  ])(
    "of tools are filtered on every page, in %s, and numbers stay as written",
    async (_name, cursor) => {
      const reply = await send(grant, list("tools/list", cursor));
      expect(names(reply.body.result?.tools)).toEqual(["echo", "spend", "other"]);
      expect(reply.body.result?.nextCursor).toBe("more");
      expect(reply.text).toContain("18446744073709551615");
    },
  );

  it.each([
    ["resources/list", "resources"],
    ["prompts/list", "prompts"],
  ])("of %s are emptied under default deny, and whole under default allow", async (method, key) => {
    expect((await send(grant, list(method))).body.result).toEqual({ [key]: [] });
    expect((await send(other, list(method))).body.result?.[key]).toHaveLength(1);
  });
});

describe("an event stream", () => {
  it("needs a session", async () => {
    const response = await openStream(grant, "");
    expect([400, 404]).toContain(response.status);
  });

  it("passes the server's messages, ids untouched, and filters lists that are replayed", async () => {
    const response = await openStream(grant, await begin(grant), { "last-event-id": "e-41" });
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    await until(() => upstream.streams.size === 1);
    expect(upstream.seen.at(-1)?.headers["last-event-id"]).toBe("e-41");
    const [stream] = upstream.streams;
    const message = { jsonrpc: "2.0", id: 8, method: "roots/list" };
    const replayed = {
      jsonrpc: "2.0",
      id: 3,
      result: { tools: [{ name: "secret" }, { name: "echo" }] },
    };
    stream?.write(`id: e-42\nevent: message\ndata: ${JSON.stringify(message)}\n\n`);
    stream?.write(
      `id: e-43\ndata: ${JSON.stringify(replayed)}\n\ndata: not json\n\nid: e-44\ndata: \n\n`,
    );
    const text = await readUntil(response, "e-44");
    expect(text).toContain(`event: message\ndata: ${JSON.stringify(message)}`);
    expect(text).toContain("id: e-42");
    expect(text).toContain('{"tools":[{"name":"echo"}]}');
    expect(text).not.toMatch(/secret|not json\n/);
    await response.body?.cancel();
    await until(() => upstream.streams.size === 0);
  });

  it("is kept alive in silence", async () => {
    const response = await openStream(grant, await begin(grant));
    expect(await readUntil(response, "keep-alive")).toContain(": keep-alive\n\n");
    await response.body?.cancel();
  });

  it("announces that the tools changed when the rules do", async () => {
    const changing = await house.addServer(upstream.url, HIDING);
    const response = await openStream(changing, await begin(changing));
    await readUntil(response, ":");
    await house.publish(changing.serverId, { ...HIDING, hide: [] });
    const text = await readUntil(response, "list_changed");
    expect(text).toContain('"method":"notifications/tools/list_changed"');
    await response.body?.cancel();
  });

  it("ends with its session", async () => {
    const session = await begin(grant);
    const response = await openStream(grant, session);
    await fetch(grant.url, {
      method: "DELETE",
      headers: { ...headersOf(grant), "mcp-session-id": session },
    });
    await readReply(response);
  });
});

describe("a revoked grant", () => {
  it("is refused, and its open streams and calls end, within a second", async () => {
    const revoked = await house.addServer(upstream.url, { version: 1, default: "allow" });
    const stream = await openStream(revoked, await begin(revoked));
    const hanging = send(revoked, toolCall("hangs"));
    await until(() => upstream.seen.at(-1)?.body.includes("hangs") === true);
    const started = performance.now();
    await house.revoke(revoked);
    await stream.text();
    expect((await hanging).status).toBe(401);
    expect(performance.now() - started).toBeLessThan(1_000);
    const reply = await send(revoked, toolCall("echo"));
    expect(reply.status).toBe(401);
  });

  it("whose time is over ends the same way", async () => {
    const ending = await house.addServer(upstream.url, { version: 1, default: "allow" });
    const stream = await openStream(ending, await begin(ending));
    await house.database.admin(
      "update portcullis.grants set expires_at = now() + interval '600 milliseconds' where id = $1",
      [ending.grantId],
    );
    await stream.text();
    expect((await send(ending, toolCall("echo"))).status).toBe(401);
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let n = 0; n < 200 && !holds(); n++) await new Promise((wake) => setTimeout(wake, 10));
  expect(holds()).toBe(true);
}
