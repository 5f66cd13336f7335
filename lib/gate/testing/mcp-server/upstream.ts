import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { memoryEventStore } from "./event-store";
import { makeMcpServer } from "./server";
import type { FixtureTool } from "./tool";

type Session = {
  readonly transport: StreamableHTTPServerTransport;
  readonly server: Server;
  readonly subscribed: ReadonlySet<string>;
};

/** An upstream that can do all the revision 2025-11-25 has, over streamable HTTP. */
export type McpUpstream = {
  readonly url: string;
  /** What is behind each session that lives, oldest first. */
  readonly sessions: ReadonlyMap<string, Session>;
  /** Forgets every session, as a restart would. */
  forget(): void;
  close(): Promise<void>;
};

const RETRY_MILLISECONDS = 300;

/** Raises the fixture on a free port of the loopback address. It answers for its own names only. */
export async function mcpUpstream(
  more: Readonly<Record<string, FixtureTool>> = {},
): Promise<McpUpstream> {
  const sessions = new Map<string, Session>();

  async function begin(): Promise<StreamableHTTPServerTransport> {
    const { server, subscribed } = makeMcpServer(more);
    const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      eventStore: memoryEventStore(),
      retryInterval: RETRY_MILLISECONDS,
      onsessioninitialized: (id) => void sessions.set(id, { transport, server, subscribed }),
      onsessionclosed: (id) => void sessions.delete(id),
    });
    await server.connect(transport as Parameters<Server["connect"]>[0]);
    return transport;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isOwnName(request)) return void response.writeHead(403).end();
    const id = request.headers["mcp-session-id"];
    const transport = id === undefined ? await begin() : sessions.get(String(id))?.transport;
    if (transport === undefined) response.writeHead(404).end();
    else await transport.handleRequest(request, response);
  }

  const http = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/mcp`,
    sessions,
    forget() {
      sessions.clear();
      http.closeAllConnections();
    },
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}

/** Whether the request was meant for a loopback name, and came from no page of another. */
function isOwnName({ headers, socket }: IncomingMessage): boolean {
  const own = ["localhost", "127.0.0.1", "[::1]"].map((name) => `${name}:${socket.localPort}`);
  const { host, origin } = headers;
  if (host === undefined || !own.includes(host)) return false;
  return origin === undefined || own.some((name) => origin === `http://${name}`);
}
