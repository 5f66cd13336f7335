import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { z } from "zod";
import { memoryEventStore } from "./mcp-server/event-store";

export type SdkUpstream = {
  readonly url: string;
  /** The server behind each session. */
  readonly servers: Map<string, McpServer>;
  readonly cancelled: string[];
  close(): Promise<void>;
};

/** An upstream built with the official SDK, answering in event streams or in JSON. */
export async function sdkUpstream(options: { readonly json?: boolean } = {}): Promise<SdkUpstream> {
  const transports = new Map<string, StreamableHTTPServerTransport>();
  const servers = new Map<string, McpServer>();
  const cancelled: string[] = [];

  async function begin(): Promise<StreamableHTTPServerTransport> {
    const server = makeServer(cancelled);
    const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      enableJsonResponse: options.json === true,
      eventStore: options.json === true ? undefined : memoryEventStore(),
      onsessioninitialized: (id) => {
        transports.set(id, transport);
        servers.set(id, server);
      },
      onsessionclosed: (id) => void transports.delete(id),
    });
    await server.connect(transport as Parameters<McpServer["connect"]>[0]);
    return transport;
  }

  const http = createServer(async (request, response) => {
    const id = request.headers["mcp-session-id"];
    const transport = id === undefined ? await begin() : transports.get(String(id));
    if (transport === undefined) response.writeHead(404).end();
    else await transport.handleRequest(request, response);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    servers,
    cancelled,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}

function makeServer(cancelled: string[]): McpServer {
  const server = new McpServer({ name: "sdk", version: "1" }, { capabilities: { logging: {} } });
  const text = (said: string) => ({ content: [{ type: "text" as const, text: said }] });
  server.registerTool("echo", { inputSchema: { message: z.string() } }, ({ message }) =>
    text(message),
  );
  server.registerTool("hidden", {}, () => text("hidden"));
  server.registerTool("ask-model", {}, async () => {
    const answer = await server.server.createMessage({
      messages: [{ role: "user", content: { type: "text", text: "hello" } }],
      maxTokens: 10,
    });
    return text(JSON.stringify(answer.content));
  });
  server.registerTool("ask-person", {}, async () => {
    const answer = await server.server.elicitInput({
      message: "Name?",
      requestedSchema: { type: "object", properties: { name: { type: "string" } } },
    });
    return text(JSON.stringify(answer.content));
  });
  server.registerTool("progress", {}, async (extra) => {
    const progressToken = extra._meta?.progressToken ?? "none";
    for (const progress of [1, 2, 3])
      await extra.sendNotification({
        method: "notifications/progress",
        params: { progressToken, progress, total: 3 },
      });
    return text("done");
  });
  server.registerTool("wait", {}, async (extra) => {
    await new Promise((resolve) => extra.signal.addEventListener("abort", resolve));
    cancelled.push(String(extra.requestId));
    return text("cancelled");
  });
  server.registerResource("note", "note://a", {}, () => ({
    contents: [{ uri: "note://a", text: "a note" }],
  }));
  server.registerPrompt("greet", {}, () => ({
    messages: [{ role: "user", content: { type: "text", text: "hi" } }],
  }));
  return server;
}
