import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { askForTools } from "./ask-for-tools";

/* What a server may do to the one who asks it for its tools. */
const answers: string[][] = [["127.0.0.1"]];
vi.mock("node:dns", async (original) => ({
  ...(await original<typeof import("node:dns")>()),
  lookup: (_name: string, _options: unknown, done: (error: null, found: object[]) => void) => {
    const found = (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
    done(
      null,
      found.map((address) => ({ address, family: 4 })),
    );
  },
}));

type Rpc = { readonly id?: number; readonly method: string; readonly params?: { cursor?: string } };
type Behaviour = (response: ServerResponse, message: Rpc) => void;
let server: Server;
let url: string;
let behave: Behaviour;
let arrived: string[];

const JSON_TYPE = { "content-type": "application/json" };
const reply = (response: ServerResponse, message: Rpc, result: unknown) =>
  response
    .writeHead(200, JSON_TYPE)
    .end(JSON.stringify({ jsonrpc: "2.0", id: message.id, result }));
const INITIALIZED = {
  protocolVersion: "2025-11-25",
  capabilities: { tools: {} },
  serverInfo: { name: "hostile", version: "1" },
};

beforeEach(async () => {
  arrived = [];
  answers.splice(0, answers.length, ["127.0.0.1"]);
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.method !== "POST") return response.writeHead(405).end();
    const message = JSON.parse(Buffer.concat(chunks).toString()) as Rpc;
    arrived.push(`${request.headers["accept-encoding"]} ${message.method}`);
    if (message.method === "initialize") return reply(response, message, INITIALIZED);
    if (message.id === undefined) return response.writeHead(202).end();
    behave(response, message);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}/mcp`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const ask = () => askForTools({ kind: "http", url, credential: null }, "evaluation", undefined, {});
const NOT_MCP = "The server did not answer as an MCP server does.";

describe("a server that is asked for its tools", () => {
  it("and answers as it should is heard, uncompressed", async () => {
    behave = (response, message) =>
      reply(response, message, { tools: [{ name: "a", inputSchema: { type: "object" } }] });
    expect((await ask()).tools).toHaveLength(1);
    expect(new Set(arrived.map((line) => line.split(" ")[0]))).toEqual(new Set(["identity"]));
  });

  it("and answers with a compressed bomb is not unpacked", async () => {
    // A hundred megabytes in a hundred kilobytes.
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024, " "));
    behave = (response) =>
      response.writeHead(200, { ...JSON_TYPE, "content-encoding": "gzip" }).end(bomb);
    const before = process.memoryUsage().rss;
    expect(await ask()).toEqual({ tools: null, error: NOT_MCP });
    expect(process.memoryUsage().rss - before).toBeLessThan(90e6);
  });

  it.each([
    ["more than is read of one", (pad: string) => `{"pad":"${pad.repeat(10 * 1024 * 1024)}"}`],
    ["lists in lists", () => "[".repeat(100_000) + "]".repeat(100_000)],
    ["half an answer", () => '{"jsonrpc":"2.0","id":1,"result":{'],
  ])("and answers with %s is told so, and nothing breaks", async (_what, make) => {
    behave = (response) => response.writeHead(200, JSON_TYPE).end(make("x"));
    const { tools, error } = await ask();
    expect([tools, error]).toEqual([null, expect.stringMatching(/^The server /)]);
  });

  it("and always has one more page is not listened to for ever", async () => {
    const pad = "x".repeat(1024 * 1024);
    behave = (response, message) =>
      reply(response, message, {
        tools: [{ name: "a", description: pad, inputSchema: { type: "object" } }],
        nextCursor: "more",
      });
    expect(await ask()).toEqual({ tools: null, error: NOT_MCP });
    expect(arrived.length).toBeLessThan(25);
  });

  it("and redirects to where only the gate could go is not followed", async () => {
    behave = (response) =>
      response.writeHead(307, { location: "http://169.254.169.254/latest" }).end();
    expect((await ask()).tools).toBeNull();
    expect(arrived.filter((line) => line.endsWith("tools/list"))).toHaveLength(1);
  });

  it("and whose name is moved inside while it is asked is asked no more", async () => {
    answers.splice(0, answers.length, ["127.0.0.1"], ["10.0.0.1"]);
    behave = (response, message) => reply(response, message, { tools: [] });
    // Each answer ends its connection, so that the next request must resolve the name again.
    server.prependListener("request", (_request, response: ServerResponse) =>
      response.setHeader("connection", "close"),
    );
    expect(await ask()).toEqual({
      tools: null,
      error: "The server's name leads to an address that the gate may not connect to.",
    });
    expect(arrived).toHaveLength(1);
  });
});
