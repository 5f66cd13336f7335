import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Rpc = { readonly id?: string | number; readonly method?: string };

/** An MCP server that offers so many tools, each with a few arguments, and answers nothing else. */
export async function manyTools(count: number): Promise<{ url: string; close(): Promise<void> }> {
  const tools = Array.from({ length: count }, (_, n) => ({
    name: toolName(n),
    description: `Does the ${n}th of many things, with an account and an amount.`,
    inputSchema: {
      type: "object",
      properties: {
        account: { type: "string" },
        amount: { type: "number" },
        note: { type: "object", properties: { text: { type: "string" } } },
      },
    },
  }));
  const answer = (response: ServerResponse, { id, method }: Rpc) => {
    if (id === undefined) return response.writeHead(202).end();
    const result =
      method === "initialize"
        ? {
            protocolVersion: "2025-11-25",
            capabilities: { tools: {} },
            serverInfo: { name: "many-tools", version: "1" },
          }
        : { tools };
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  };
  const server = createServer((request, response) => {
    if (request.method !== "POST") return void response.writeHead(405).end();
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => answer(response, JSON.parse(body) as Rpc));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The name of one of them. */
export function toolName(n: number): string {
  return `tool_${String(n).padStart(3, "0")}`;
}

/** Rules that list all of them, each with a condition and a limit: a long document. */
export function rulesOfMany(count: number) {
  const rule = (name: string) => ({
    deny_if: [{ path: "args.amount", op: "gt", value: 1000 }],
    limits: [{ counter: name, window: "minute", max: 30, scope: "grant" }],
  });
  const names = Array.from({ length: count }, (_, n) => toolName(n));
  return {
    version: 1,
    default: "deny",
    tools: Object.fromEntries(names.map((name) => [name, rule(name)])),
  };
}
