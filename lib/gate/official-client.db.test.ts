import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ToolListChangedNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type SdkUpstream, sdkUpstream } from "./testing/sdk-upstream";
import { type TestGate, type TestGrant, testGate } from "./testing/test-gate";

const RULES = { version: 1, default: "allow", hide: ["hidden"] };

let house: TestGate;
const upstreams: SdkUpstream[] = [];
const clients: Client[] = [];
beforeAll(async () => {
  house = await testGate();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});
afterAll(async () => {
  await house.close();
  await Promise.all(upstreams.map((upstream) => upstream.close()));
});

async function connect(grant: TestGrant): Promise<Client> {
  const client = new Client(
    { name: "official", version: "1" },
    { capabilities: { sampling: {}, elicitation: {}, roots: { listChanged: true } } },
  );
  client.setRequestHandler(CreateMessageRequestSchema, () => ({
    model: "m",
    role: "assistant",
    content: { type: "text", text: "sampled" },
  }));
  client.setRequestHandler(ElicitRequestSchema, () => ({
    action: "accept",
    content: { name: "Ada" },
  }));
  await client.connect(
    new StreamableHTTPClientTransport(new URL(grant.url), {
      requestInit: { headers: { authorization: `Bearer ${grant.token}` } },
    }),
  );
  clients.push(client);
  return client;
}

const textOf = (result: unknown) => (result as { content: { text: string }[] }).content[0]?.text;

describe.each([
  ["event streams", false],
  ["JSON", true],
])("the official client and server, through the gate, with %s", (_name, json) => {
  let upstream: SdkUpstream;
  let grant: TestGrant;
  beforeAll(async () => {
    upstream = await sdkUpstream({ json });
    upstreams.push(upstream);
    grant = await house.addServer(upstream.url, RULES);
  });

  it("list, call, read and get", async () => {
    const client = await connect(grant);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      "echo",
      "ask-model",
      "ask-person",
      "progress",
      "wait",
    ]);
    const called = await client.callTool({ name: "echo", arguments: { message: "ä€😀" } });
    expect(textOf(called)).toBe("ä€😀");
    expect((await client.listResources()).resources).toHaveLength(1);
    expect((await client.readResource({ uri: "note://a" })).contents).toMatchObject([
      { text: "a note" },
    ]);
    expect((await client.getPrompt({ name: "greet" })).messages).toHaveLength(1);
    await client.setLoggingLevel("debug");
    await client.ping();
    expect(client.getServerCapabilities()).not.toHaveProperty("tasks");
  });

  it("answer a hidden tool as an unknown one, word for word", async () => {
    const client = await connect(grant);
    const hidden = await client.callTool({ name: "hidden", arguments: {} });
    const unknown = await client.callTool({ name: "unknown", arguments: {} });
    expect(JSON.stringify(hidden)).toBe(JSON.stringify(unknown).replace("unknown", "hidden"));
  });

  it("pass a cancellation on", async () => {
    const client = await connect(grant);
    const controller = new AbortController();
    const before = upstream.cancelled.length;
    const waiting = client.callTool({ name: "wait" }, undefined, { signal: controller.signal });
    setTimeout(() => controller.abort("enough"), 200);
    await expect(waiting).rejects.toThrow("enough");
    await until(() => upstream.cancelled.length > before);
  });

  it("end a session, after which it is not found", async () => {
    const client = await connect(grant);
    const transport = client.transport as StreamableHTTPClientTransport;
    await transport.terminateSession();
    expect(transport.sessionId).toBeUndefined();
  });
});

describe("what only streams carry", () => {
  let upstream: SdkUpstream;
  let grant: TestGrant;
  beforeAll(async () => {
    upstream = await sdkUpstream();
    upstreams.push(upstream);
    grant = await house.addServer(upstream.url, RULES);
  });

  it("sampling and elicitation reach the client, and its answers the session that asked", async () => {
    const [one, other] = [await connect(grant), await connect(grant)];
    const asked = await Promise.all([
      one.callTool({ name: "ask-model" }),
      other.callTool({ name: "ask-person" }),
    ]);
    expect(asked.map(textOf)).toEqual(['{"type":"text","text":"sampled"}', '{"name":"Ada"}']);
  });

  it("progress arrives while the call runs", async () => {
    const client = await connect(grant);
    const seen: number[] = [];
    const result = await client.callTool({ name: "progress" }, undefined, {
      onprogress: ({ progress }) => seen.push(progress),
    });
    expect(textOf(result)).toBe("done");
    expect(seen).toEqual([1, 2, 3]);
  });

  it("the server's own announcements arrive on the session's stream", async () => {
    const client = await connect(grant);
    let changed = 0;
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
      changed++;
    });
    const server = [...upstream.servers.values()].at(-1);
    await until(() => {
      server?.sendToolListChanged();
      return changed > 0;
    });
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let n = 0; n < 100 && !holds(); n++) await new Promise((wake) => setTimeout(wake, 30));
  expect(holds()).toBe(true);
}
