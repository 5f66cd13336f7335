/*
 * The official client and the reference server, directly and through the gate: what a person with both
 * would try, with the same results.
 */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  ToolListChangedNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createUpstream } from "@/bin/upstream/server";
import { type TestGate, testGate } from "@/lib/gate/testing/test-gate";

type Reached = { readonly client: Client; readonly told: string[] };

let upstream: { server: Server; closeSessions: () => Promise<void> };
let house: TestGate;
let direct: Reached;
let through: Reached;
beforeAll(async () => {
  upstream = await createUpstream();
  await new Promise<void>((resolve) => upstream.server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(upstream.server.address() as AddressInfo).port}/mcp`;
  house = await testGate();
  const grant = await house.addServer(url, { version: 1, default: "allow" });
  direct = await reach(url, {});
  through = await reach(grant.url, { authorization: `Bearer ${grant.token}` });
});
afterAll(async () => {
  await Promise.all([direct.client.close(), through.client.close()]);
  await house.close();
  await upstream.closeSessions();
  upstream.server.closeAllConnections();
  await new Promise((resolve) => upstream.server.close(resolve));
});

async function reach(url: string, headers: Record<string, string>): Promise<Reached> {
  const told: string[] = [];
  const client = new Client(
    { name: "person", version: "1" },
    { capabilities: { sampling: {}, elicitation: { form: {}, url: {} }, roots: {} } },
  );
  client.setRequestHandler(CreateMessageRequestSchema, () => ({
    model: "m",
    role: "assistant",
    content: { type: "text", text: "a thought" },
  }));
  client.setRequestHandler(ElicitRequestSchema, ({ params }) =>
    params.mode === "url"
      ? { action: "accept" }
      : { action: "accept", content: { name: "Ada", check: true } },
  );
  client.setRequestHandler(ListRootsRequestSchema, () => ({
    roots: [{ uri: "file:///work", name: "work" }],
  }));
  client.setNotificationHandler(ToolListChangedNotificationSchema, ({ method }) => {
    told.push(method);
  });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }),
  );
  // The server adds the tools that need the client's abilities a moment after it knows of them.
  for (let n = 0; n < 100 && (await client.listTools()).tools.length < 16; n++)
    await new Promise((wake) => setTimeout(wake, 20));
  return { client, told };
}

/** What differs from session to session, and nothing else, made equal. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value)
      .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<id>")
      .replace(/\d{1,2}:\d\d:\d\d(?: [AP]M)?/g, "<time>"),
  );

async function same(ask: (client: Client) => Promise<unknown>): Promise<unknown> {
  const answers = [];
  for (const { client } of [direct, through])
    answers.push(
      plain(
        await ask(client).catch(({ code, message }: { code?: number; message: string }) => ({
          refused: { code, message },
        })),
      ),
    );
  expect(answers[1]).toEqual(answers[0]);
  return answers[0];
}

describe("the reference server, directly and through the gate", () => {
  it("offers the same, but for tasks", async () => {
    const { tasks, ...offered } = direct.client.getServerCapabilities() ?? {};
    expect(tasks).toBeDefined();
    expect(through.client.getServerCapabilities()).toEqual(offered);
    expect(through.client.getInstructions()).toBe(direct.client.getInstructions());
  });

  it.each<[string, (client: Client) => Promise<unknown>]>([
    ["tools", (client) => client.listTools()],
    ["prompts", (client) => client.listPrompts()],
    ["resources", (client) => client.listResources()],
    ["templates", (client) => client.listResourceTemplates()],
  ])("lists the same %s", async (_what, list) => {
    expect(JSON.stringify(await same(list)).length).toBeGreaterThan(200);
  });

  it.each<[string, object]>([
    ["echo", { message: "ä€😀" }],
    ["get-annotated-message", { messageType: "error", includeImage: true }],
    ["get-resource-links", { count: 4 }],
    ["get-resource-reference", { resourceType: "Blob", resourceId: 2 }],
    ["get-structured-content", { location: "Chicago" }],
    ["get-sum", { a: 0.1, b: 2 }],
    ["get-sum", { a: "one", b: 2 }],
    ["get-tiny-image", {}],
    ["get-roots-list", {}],
    ["trigger-sampling-request", { prompt: "?" }],
    ["trigger-elicitation-request", {}],
    ["trigger-url-elicitation", { url: "https://example.com/" }],
    ["trigger-long-running-operation", { duration: 0.3, steps: 3 }],
    ["no-such-tool", {}],
  ])("answers the same: %s %j", async (name, args) => {
    const answer = await same((client) => client.callTool({ name, arguments: { ...args } }));
    expect(answer).toHaveProperty("content");
  });

  it("tells the same progress", async () => {
    await same(async (client) => {
      const seen: unknown[] = [];
      await client.callTool(
        { name: "trigger-long-running-operation", arguments: { duration: 0.3, steps: 3 } },
        undefined,
        { onprogress: (progress) => seen.push(progress) },
      );
      expect(seen).toHaveLength(3);
      return seen;
    });
  });

  it("gets prompts, completes arguments, reads resources and fails alike", async () => {
    await same((client) => client.getPrompt({ name: "args-prompt", arguments: { city: "Paris" } }));
    await same((client) => client.getPrompt({ name: "args-prompt", arguments: {} }));
    await same((client) =>
      client.complete({
        ref: { type: "ref/prompt", name: "completable-prompt" },
        argument: { name: "department", value: "S" },
      }),
    );
    await same((client) => client.readResource({ uri: "demo://resource/dynamic/text/3" }));
    await same((client) => client.readResource({ uri: "demo://none" }));
    await same((client) => client.ping());
  });
});
