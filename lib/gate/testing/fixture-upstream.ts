import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Seen = {
  readonly method: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
};

/** An upstream server that answers, and fails, in every way a test asks for. */
export type FixtureUpstream = {
  readonly url: string;
  /** The requests that arrived, oldest first. */
  readonly seen: Seen[];
  /** How often a client left before the answer was complete. */
  readonly left: { count: number };
  /** Event streams that are open (GET). */
  readonly streams: Set<ServerResponse>;
  /** Sessions that the upstream no longer knows. */
  readonly gone: Set<string>;
  close(): Promise<void>;
};

type Rpc = {
  readonly id?: string | number;
  readonly method?: string;
  readonly params?: { readonly name?: string; readonly cursor?: string };
};
type Behaviour = (response: ServerResponse, message: Rpc) => void;

const TOOLS = ["echo", "secret", "spend", "other"].map((name) => ({
  name,
  description: `The tool ${name}`,
  inputSchema: { type: "object", properties: { id: {}, ID: { maximum: 18446744073709551615n } } },
}));

/** `JSON.stringify` that writes a bigint as the number it is, beyond what a double holds. */
function json(value: unknown): string {
  return JSON.stringify(value, (_key, item) =>
    typeof item === "bigint" ? `big:${item}` : item,
  ).replace(/"big:(\d+)"/g, "$1");
}

function sendJson(response: ServerResponse, value: unknown, headers: object = {}): void {
  const body = Buffer.from(json(value));
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": body.length,
    ...headers,
  });
  response.end(body);
}

function sendEvents(response: ServerResponse, values: readonly unknown[], headers: object = {}) {
  response.writeHead(200, { "content-type": "text/event-stream", ...headers });
  response.write("id: prime\ndata: \n\n");
  for (const [n, value] of values.entries())
    response.write(`event: message\nid: e${n}\ndata: ${json(value)}\n\n`);
  response.end();
}

const answer = (message: Rpc, result: unknown) => ({ jsonrpc: "2.0", id: message.id, result });
const text = (said: string, isError?: boolean) => ({
  content: [{ type: "text", text: said }],
  ...(isError === undefined ? {} : { isError }),
});
const status =
  (code: number, headers: Record<string, string> = {}): Behaviour =>
  (response) => {
    response.writeHead(code, headers).end("no");
  };

/** What a `tools/call` of each name does. */
const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  events: (response, message) =>
    sendEvents(response, [
      { jsonrpc: "2.0", method: "notifications/progress", params: { progress: 1 } },
      answer(message, text("streamed")),
    ]),
  "tool-error": (response, message) => sendJson(response, answer(message, text("failed", true))),
  "tool-error-events": (response, message) =>
    sendEvents(response, [answer(message, text("failed", true))]),
  "rpc-error": (response, message) =>
    sendJson(response, { jsonrpc: "2.0", id: message.id, error: { code: -32602, message: "no" } }),
  chunked: (response, message) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write(json(answer(message, text("in pieces"))).slice(0, 10));
    setTimeout(() => response.end(json(answer(message, text("in pieces"))).slice(10)), 20);
  },
  huge: (response, message) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write(`{"jsonrpc":"2.0","id":${json(message.id)},"result":{"content":[],"pad":"`);
    for (let n = 0; n < 20; n++) response.write("x".repeat(1024 * 1024));
    response.end('"}}');
  },
  "status-302": status(302, { location: "http://127.0.0.1:1/elsewhere" }),
  "status-400": status(400),
  "status-401": status(401),
  "status-404": status(404),
  "status-429": status(429, { "retry-after": "7" }),
  "status-500": status(500),
  "status-503": status(503),
  text: (response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<html>");
  },
  compressed: (response) => {
    response
      .writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" })
      .end("x");
  },
  "dies-before-headers": (response) => {
    response.socket?.destroy();
  },
  "dies-mid-body": (response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": 1000 });
    response.write('{"jsonrpc"');
    setTimeout(() => response.socket?.destroy(), 20);
  },
  "dies-mid-stream": (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(": begun\n\n");
    setTimeout(() => response.socket?.destroy(), 20);
  },
  "ends-for-good": (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(": nothing\n\n");
  },
  "dies-mid-frame": (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write('data: {"jsonrpc"');
    setTimeout(() => response.socket?.destroy(), 20);
  },
  "thinks-in-events": (response, message) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    setTimeout(() => response.end(`data: ${json(answer(message, text("thought")))}\n\n`), 1_500);
  },
  "ends-unanswered": (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end("id: 1\ndata: \n\n");
  },
  hangs: () => {},
  "hangs-in-events": (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
  },
  "hangs-mid-body": (response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": 1000 });
    response.write('{"jsonrpc"');
  },
};

const INITIALIZED = {
  protocolVersion: "2025-11-25",
  capabilities: { tools: { listChanged: true }, tasks: { list: {} } },
  serverInfo: { name: "fixture", version: "1" },
};

/** What each method other than a call answers with. */
const RESULTS: Readonly<Record<string, unknown>> = {
  initialize: INITIALIZED,
  "tools/list": { tools: TOOLS, nextCursor: "more" },
  "resources/list": { resources: [{ uri: "file:///a", name: "a" }], nextCursor: "more" },
  "prompts/list": { prompts: [{ name: "p" }] },
  ping: {},
  "resources/read": { contents: [] },
  "resources/subscribe": {},
  "completion/complete": { completion: { values: [] } },
};

function answerRpc(response: ServerResponse, message: Rpc, session: string): void {
  const { method = "", params } = message;
  const behave = method === "tools/call" ? BEHAVIOURS[params?.name ?? ""] : undefined;
  const headers = method === "initialize" ? { "mcp-session-id": session } : {};
  const result = RESULTS[method] ?? text(`called ${params?.name}`);
  if (message.id === undefined || !("method" in message)) response.writeHead(202).end();
  else if (behave !== undefined) behave(response, message);
  else if (params?.cursor === "events") sendEvents(response, [answer(message, result)], headers);
  else sendJson(response, answer(message, result), headers);
}

/** Raises a fixture upstream on a free port of the loopback address. */
export async function fixtureUpstream(
  options: {
    /** Whether it offers event streams by GET. */
    readonly streams?: boolean;
    /** Answers in the fixture's place; false leaves the request to it. */
    readonly answer?: (response: ServerResponse, seen: Seen) => boolean;
  } = {},
): Promise<FixtureUpstream> {
  const seen: Seen[] = [];
  const left = { count: 0 };
  const streams = new Set<ServerResponse>();
  const gone = new Set<string>();
  let sessions = 0;

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.once("close", () => {
      if (!response.writableFinished) left.count++;
      streams.delete(response);
    });
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      const one = { method: request.method ?? "", headers: request.headers, body };
      seen.push(one);
      if (options.answer?.(response, one) === true) return;
      if (gone.has(String(request.headers["mcp-session-id"]))) response.writeHead(404).end();
      else if (request.method === "DELETE") response.writeHead(200).end();
      else if (request.method === "GET" && options.streams === false) response.writeHead(405).end();
      else if (request.method === "GET") {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(": open\n\n");
        streams.add(response);
      } else answerRpc(response, JSON.parse(body) as Rpc, `upstream-${++sessions}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    seen,
    left,
    streams,
    gone,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
