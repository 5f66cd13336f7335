import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  LoggingMessageNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { everythingProgram } from "@/lib/stdio/testing/everything-program";
import { type TestGate, type TestGrant, testGate } from "./testing/test-gate";

let program: Awaited<ReturnType<typeof everythingProgram>>;
let house: TestGate;
let grant: TestGrant;
const clients: Client[] = [];
beforeAll(async () => {
  program = await everythingProgram();
  house = await testGate();
  grant = await house.addCommand(
    { command: process.execPath, args: [program.path], env: {} },
    { version: 1, default: "allow", hide: ["get-env"] },
  );
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});
afterAll(async () => {
  await house.close();
  await program.remove();
});

async function connect(): Promise<Client> {
  const client = new Client(
    { name: "official", version: "1" },
    { capabilities: { sampling: {}, elicitation: {}, roots: { listChanged: true } } },
  );
  client.setRequestHandler(CreateMessageRequestSchema, () => ({
    model: "m",
    role: "assistant",
    content: { type: "text", text: "sampled" },
  }));
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: "decline" }));
  await client.connect(
    new StreamableHTTPClientTransport(new URL(grant.url), {
      requestInit: { headers: { authorization: `Bearer ${grant.token}` } },
    }),
  );
  clients.push(client);
  return client;
}
const textOf = (result: unknown) => JSON.stringify((result as { content: unknown }).content);

describe("the official client, through the gate, with the reference server as a command", () => {
  it("lists, calls, reads and gets, hidden tools left out", async () => {
    const client = await connect();
    const { tools } = await client.listTools();
    const names = tools.map(({ name }) => name);
    expect(names).toContain("echo");
    expect(names).not.toContain("get-env");
    const echoed = await client.callTool({ name: "echo", arguments: { message: "ä€😀" } });
    expect(textOf(echoed)).toContain("ä€😀");
    const { resources } = await client.listResources();
    const [resource] = resources;
    expect((await client.readResource({ uri: resource?.uri ?? "" })).contents).toHaveLength(1);
    const { prompts } = await client.listPrompts();
    expect(
      (await client.getPrompt({ name: prompts[0]?.name ?? "" })).messages.length,
    ).toBeGreaterThan(0);
    await client.setLoggingLevel("debug");
    await client.ping();
  });

  it("hears progress while a long call runs", async () => {
    const client = await connect();
    const seen: number[] = [];
    await client.callTool(
      { name: "trigger-long-running-operation", arguments: { duration: 1, steps: 4 } },
      undefined,
      { onprogress: ({ progress }) => seen.push(progress) },
    );
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it("is asked for a sample, and its answer reaches the call that asked", async () => {
    const [one, other] = [await connect(), await connect()];
    const sample = (client: Client, prompt: string) =>
      client.callTool({ name: "trigger-sampling-request", arguments: { prompt, maxTokens: 5 } });
    const results = await Promise.all([sample(one, "a"), sample(other, "b")]);
    for (const result of results) expect(textOf(result)).toContain("sampled");
  });

  it("hears the server's log on the session's stream", async () => {
    const client = await connect();
    const heard: unknown[] = [];
    client.setNotificationHandler(
      LoggingMessageNotificationSchema,
      (note) => void heard.push(note),
    );
    await client.setLoggingLevel("debug");
    await client.callTool({ name: "toggle-simulated-logging", arguments: {} });
    for (let n = 0; n < 100 && heard.length === 0; n++)
      await new Promise((wake) => setTimeout(wake, 100));
    expect(heard.length).toBeGreaterThan(0);
  });

  it("ends its session, after which it is not found", async () => {
    const client = await connect();
    await (client.transport as StreamableHTTPClientTransport).terminateSession();
    await expect(client.ping()).rejects.toThrow();
  });
});
