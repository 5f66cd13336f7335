/*
 * An MCP server of the test's own. It keeps which calls arrived, by the id in their arguments, and
 * asks at that very moment whether the decision that let a call through is durable.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A call that arrived. `proof` says whether its decision could be read by another connection then. */
export type Arrival = {
  readonly id: string;
  readonly requestId: string;
  readonly at: number;
  readonly proof: "durable" | "missing" | "nobody could look";
  /** Answered with 503: the gate must give back what the call had reserved. */
  readonly turnedAway: boolean;
};

export type Fixture = {
  readonly url: string;
  readonly arrivals: Arrival[];
  close(): Promise<void>;
};

type Message = {
  readonly id?: unknown;
  readonly method: string;
  readonly params?: { readonly name: string; readonly arguments: { readonly id: string } };
};
export type Witness = (requestId: string) => Promise<Arrival["proof"]>;

const LONGEST_WORK_MS = 400;
const TURNED_AWAY = 0.05;
const FAILED = 0.05;

const TOOLS = ["act", "spend"].map((name) => ({ name, inputSchema: { type: "object" } }));
const INITIALIZED = {
  protocolVersion: "2025-11-25",
  capabilities: { tools: {} },
  serverInfo: { name: "fixture", version: "1" },
};

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

async function readMessage(request: IncomingMessage): Promise<Message> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return JSON.parse(text) as Message;
}

/** Raises the server on a free port of the loopback address. */
export async function raiseFixture(witness: Witness): Promise<Fixture> {
  const arrivals: Arrival[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== "POST") return send(response, 405, {});
    const message = await readMessage(request);
    if (message.id === undefined) return void response.writeHead(202).end();
    if (message.method !== "tools/call" || message.params === undefined) {
      const result = message.method === "initialize" ? INITIALIZED : { tools: TOOLS };
      return send(response, 200, { jsonrpc: "2.0", id: message.id, result });
    }
    const at = Date.now();
    const requestId = String(request.headers["x-request-id"]);
    const proof = await witness(requestId);
    const turnedAway = Math.random() < TURNED_AWAY;
    arrivals.push({ id: message.params.arguments.id, requestId, at, proof, turnedAway });
    if (turnedAway) return send(response, 503, {});
    // Long enough that there are always calls on their way when a process is killed.
    await sleep(Math.random() * LONGEST_WORK_MS);
    const content = [{ type: "text", text: message.params.arguments.id }];
    const result = { content, isError: Math.random() < FAILED };
    send(response, 200, { jsonrpc: "2.0", id: message.id, result });
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    arrivals,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
