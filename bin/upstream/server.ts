/*
 * Streamable HTTP around the reference server, one instance a session. A session this process does
 * not know (it was restarted) is answered with 404, which tells a client to begin a new one.
 */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { loadEverything } from "./everything";

const HOSTS = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;
const SESSION_LIMIT = 2_000;
const IDLE_MS = 30 * 60_000;

type Session = { transport: StreamableHTTPServerTransport; usedAt: number; open: number };

function refuse(response: ServerResponse, status: number, code: number, message: string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ jsonrpc: "2.0", error: { code, message }, id: null }));
}

/** Builds the server without listening. */
export async function createUpstream(): Promise<{
  server: Server;
  closeSessions: () => Promise<void>;
}> {
  const createEverything = await loadEverything();
  const sessions = new Map<string, Session>();

  const begin = async (): Promise<StreamableHTTPServerTransport> => {
    const { server, cleanup } = createEverything();
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => {
        sessions.set(id, { transport, usedAt: Date.now(), open: 0 });
      },
    });
    // The package's server closes its transport, which ends here; what it began must end too.
    server.server.onclose = () => {
      const id = transport.sessionId;
      if (id !== undefined && sessions.delete(id)) cleanup(id);
    };
    await server.connect(transport);
    return transport;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!HOSTS.test(request.headers.host ?? "")) {
      return refuse(response, 403, -32000, "This server answers to loopback names only.");
    }
    if ((request.url ?? "").split("?")[0] !== "/mcp") {
      return refuse(response, 404, -32601, "The MCP endpoint is /mcp.");
    }
    const id = request.headers["mcp-session-id"];
    if (typeof id === "string") {
      const session = sessions.get(id);
      if (!session) return refuse(response, 404, -32001, "There is no such session.");
      session.open += 1;
      response.once("close", () => {
        session.open -= 1;
        session.usedAt = Date.now();
      });
      return session.transport.handleRequest(request, response);
    }
    if (request.method !== "POST") {
      return refuse(response, 400, -32000, "A session is begun by a POST of initialize.");
    }
    if (sessions.size >= SESSION_LIMIT) {
      return refuse(response, 503, -32000, "Too many sessions are open.");
    }
    return (await begin()).handleRequest(request, response);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      if (!response.headersSent) refuse(response, 500, -32603, "Internal error.");
    });
  });
  const sweep = setInterval(() => {
    for (const { transport, usedAt, open } of sessions.values()) {
      if (open === 0 && usedAt + IDLE_MS < Date.now()) void transport.close();
    }
  }, 60_000);
  sweep.unref();

  return {
    server,
    closeSessions: async () => {
      clearInterval(sweep);
      await Promise.all([...sessions.values()].map(({ transport }) => transport.close()));
    },
  };
}
