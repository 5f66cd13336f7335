import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  CreateMessageRequestSchema,
  ElicitationCompleteNotificationSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  ListRootsResultSchema,
  LoggingMessageNotificationSchema,
  ResourceListChangedNotificationSchema,
  ResourceUpdatedNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type FixtureUpstream, fixtureUpstream } from "./testing/fixture-upstream";
import { type McpUpstream, mcpUpstream } from "./testing/mcp-server/upstream";
import { beginSession, openStream } from "./testing/open-stream";
import { send, type TestGate, type TestGrant, testGate } from "./testing/test-gate";

const ALLOWING = { version: 1, default: "allow" };

let house: TestGate;
let upstream: McpUpstream;
let grant: TestGrant;
const clients: Client[] = [];
beforeAll(async () => {
  upstream = await mcpUpstream();
  house = await testGate();
  grant = await house.addServer(upstream.url, ALLOWING);
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});

/** A client of its own name, and what it was asked and told. */
async function connect(name: string, to = grant) {
  const heard: unknown[] = [];
  const client = new Client(
    { name, version: "1" },
    {
      capabilities: {
        sampling: {},
        elicitation: { form: {}, url: {} },
        roots: { listChanged: true },
      },
    },
  );
  client.setRequestHandler(CreateMessageRequestSchema, () => ({
    model: "m",
    role: "assistant",
    content: { type: "text", text: `model of ${name}` },
  }));
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    heard.push(params.mode ?? "form");
    return params.mode === "url"
      ? { action: "accept" }
      : { action: "accept", content: { username: name, email: "a@b.c" } };
  });
  client.setRequestHandler(ListRootsRequestSchema, () => {
    heard.push("roots");
    return { roots: [{ uri: `file:///${name}` }] };
  });
  for (const schema of [
    ElicitationCompleteNotificationSchema,
    LoggingMessageNotificationSchema,
    ResourceUpdatedNotificationSchema,
    ResourceListChangedNotificationSchema,
  ])
    client.setNotificationHandler(schema as typeof LoggingMessageNotificationSchema, (notice) => {
      heard.push(notice.method);
    });
  const headers = { authorization: `Bearer ${to.token}` };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(to.url), { requestInit: { headers } }),
  );
  clients.push(client);
  const session = [...upstream.sessions.values()].at(-1);
  const call = async (tool: string, args = {}) => {
    const { content } = await client.callTool({ name: tool, arguments: args });
    return (content as { text: string }[])[0]?.text;
  };
  return { client, call, heard, session };
}

async function until(holds: () => boolean): Promise<void> {
  for (let n = 0; n < 200 && !holds(); n++) await new Promise((wake) => setTimeout(wake, 10));
  expect(holds()).toBe(true);
}

describe("what a server asks in a call", () => {
  it("is answered by the client that made it: model, form, page and roots", async () => {
    const ada = await connect("ada");
    expect(await ada.call("test_sampling", { prompt: "?" })).toBe("LLM response: model of ada");
    expect(await ada.call("test_elicitation", { message: "?" })).toContain('"username":"ada"');
    expect(await ada.call("test_elicitation_url")).toBe("Page: accept");
    await until(() => ada.heard.includes("notifications/elicitation/complete"));
    expect(await ada.call("test_roots")).toBe('[{"uri":"file:///ada"}]');
    expect(ada.heard.slice(0, 2)).toEqual(["form", "url"]);
  });

  it("reaches nobody else, however many call at once", async () => {
    const names = ["ada", "bob", "cyd", "dan"];
    const all = await Promise.all(names.map((name) => connect(name)));
    const said = await Promise.all(all.map(({ call }) => call("test_sampling", { prompt: "?" })));
    expect(said).toEqual(names.map((name) => `LLM response: model of ${name}`));
  });
});

describe("what a server asks of its own accord", () => {
  it("reaches the stream of the session it asks, and only that session's answer counts", async () => {
    const [ada, bob] = [await connect("ada"), await connect("bob")];
    const foreign = await house.addServer(upstream.url, ALLOWING);
    const eve = await connect("eve", foreign);
    const asked = ada.session?.server.request({ method: "roots/list" }, ListRootsResultSchema);
    expect(await asked).toEqual({ roots: [{ uri: "file:///ada" }] });
    expect([bob.heard, eve.heard]).toEqual([[], []]);
  });

  it("is not answered by another session's client, nor by another grant's", async () => {
    const foreign = await house.addServer(upstream.url, ALLOWING);
    const mine = await beginSession(grant);
    const asker = [...upstream.sessions.values()].at(-1);
    const theirs = await beginSession(grant);
    const others = await beginSession(foreign);
    const stream = await openStream(grant, mine);
    await until(() => stream.status === 200);
    let answered: unknown = null;
    const asking = asker?.server
      .request({ method: "roots/list" }, ListRootsResultSchema)
      .then((value) => {
        answered = value;
      });
    await stream.until(() => stream.text().includes("roots/list"));
    const id = Number(/"id":(\d+)/.exec(stream.text())?.[1]);
    const answer = (name: string) => ({
      jsonrpc: "2.0",
      id,
      result: { roots: [{ uri: `file:///${name}` }] },
    });
    await send(grant, answer("same-grant"), { headers: { "mcp-session-id": theirs } });
    await send(foreign, answer("other-grant"), { headers: { "mcp-session-id": others } });
    const stolen = await send(foreign, answer("stolen"), { headers: { "mcp-session-id": mine } });
    expect(stolen.status).toBe(404);
    expect((await send(grant, answer("no-session"))).status).toBe(400);
    await new Promise((wake) => setTimeout(wake, 100));
    expect(answered).toBeNull();
    await send(grant, answer("mine"), { headers: { "mcp-session-id": mine } });
    await asking;
    expect(answered).toEqual({ roots: [{ uri: "file:///mine" }] });
    stream.close();
  });

  it("of a server that keeps no sessions reaches nobody, and no answer is passed on", async () => {
    const sessionless: FixtureUpstream = await fixtureUpstream({
      answer: (response, { method, body }) => {
        if (method === "GET") {
          response.writeHead(200, { "content-type": "text/event-stream" });
          response.write('data: {"jsonrpc":"2.0","id":1,"method":"roots/list"}\n\n');
          response.write('data: {"jsonrpc":"2.0","method":"notifications/message"}\n\n');
          return true;
        }
        if (!body.includes('"initialize"')) return false;
        const { id } = JSON.parse(body) as { id: number };
        const result = { protocolVersion: "2025-11-25", capabilities: {}, serverInfo: {} };
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
        return true;
      },
    });
    const its = await house.addServer(sessionless.url, ALLOWING);
    const session = await beginSession(its);
    const stream = await openStream(its, session);
    await stream.until(() => stream.text().includes("notifications/message"));
    expect(stream.text()).not.toContain("roots/list");
    const before = sessionless.seen.length;
    const answer = { jsonrpc: "2.0", id: 1, result: { roots: [] } };
    const reply = await send(its, answer, { headers: { "mcp-session-id": session } });
    expect(reply.status).toBe(400);
    expect(sessionless.seen.length).toBe(before);
    stream.close();
    await sessionless.close();
  });
});

describe("the rest of the protocol", () => {
  it("resources are listed, read, watched and left alone again", async () => {
    const { client, session, heard } = await connect("ada");
    const uri = "test://watched-resource";
    expect((await client.listResources()).resources.map((one) => one.uri)).toContain(uri);
    expect((await client.listResourceTemplates()).resourceTemplates).toHaveLength(1);
    const read = await client.readResource({ uri: "test://template/7/data" });
    expect(JSON.stringify(read)).toContain("Data for ID: 7");
    await expect(client.readResource({ uri: "test://none" })).rejects.toMatchObject({
      code: -32002,
    });
    await client.subscribeResource({ uri });
    expect([...(session?.subscribed ?? [])]).toEqual([uri]);
    await until(() => {
      void session?.server.sendResourceUpdated({ uri });
      return heard.includes("notifications/resources/updated");
    });
    await session?.server.sendResourceListChanged();
    await until(() => heard.includes("notifications/resources/list_changed"));
    await client.unsubscribeResource({ uri });
    expect(session?.subscribed.size).toBe(0);
  });

  it("prompts, completion, log level, log messages and ping, both ways", async () => {
    const { client, session, heard, call } = await connect("ada");
    expect((await client.listPrompts()).prompts).toHaveLength(4);
    const prompt = await client.getPrompt({
      name: "test_prompt_with_arguments",
      arguments: { arg1: "a", arg2: "b" },
    });
    expect(JSON.stringify(prompt)).toContain("arg1='a', arg2='b'");
    const completed = await client.complete({
      ref: { type: "ref/prompt", name: "test_prompt_with_arguments" },
      argument: { name: "arg1", value: "par" },
    });
    expect(completed.completion.values).toEqual(["paris", "park", "party"]);
    await client.setLoggingLevel("debug");
    await call("test_tool_with_logging");
    expect(heard.filter((one) => one === "notifications/message")).toHaveLength(3);
    expect(await client.ping()).toEqual({});
    expect(await session?.server.ping()).toEqual({});
  });

  it("a stream that closes before its answer is taken up again by the client", async () => {
    const { call } = await connect("ada");
    expect(await call("test_reconnection")).toBe("the answer after the reconnection");
  });

  it("a client's offer of tasks goes no further: none are passed", async () => {
    const initialize = {
      jsonrpc: "2.0",
      id: 0,
      method: "initialize",
      params: {
        protocolVersion: "2025-11-25",
        capabilities: { sampling: {}, tasks: { requests: {} } },
        clientInfo: { name: "t", version: "1" },
      },
    };
    await send(grant, initialize);
    const server = [...upstream.sessions.values()].at(-1)?.server;
    expect(server?.getClientCapabilities()).toEqual({ sampling: {} });
  });
});
