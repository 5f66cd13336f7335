import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import {
  CLIENT_ADDRESS_HEADER,
  clientAddress,
  log,
  newId,
  Problem,
  problemDocument,
  requestIdFrom,
  type TrustedProxies,
  toProblem,
} from "@/lib/kernel";
import type { ConsoleWatch } from "./console-watch";

const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

export type ConsoleServerOptions = {
  /** The console's origin, under which the problem pages are. */
  readonly origin: string;
  /** Next's own handler. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Whose word is taken for who sent a request; null is nobody's. */
  readonly trustedProxies: TrustedProxies | null;
  /** Counts and traces what is answered, and shows the figures. */
  readonly watch: ConsoleWatch;
};

/**
 * The plain HTTP server that Next stands behind. It gives every request an id before anything sees
 * it, and answers with a problem document what Next would answer with a bare 500 or not at all: other
 * methods, addresses that do not decode, what is no valid HTTP.
 */
export function createConsoleServer(options: ConsoleServerOptions): Server {
  const { origin, answer, watch, trustedProxies } = options;
  const server = createServer((request, response) => {
    // Ours alone to say: whatever a client has put there is gone.
    request.headers[CLIENT_ADDRESS_HEADER] = addressOf(request, trustedProxies);
    const given = request.headers["x-request-id"];
    const requestId = requestIdFrom(typeof given === "string" ? given : undefined);
    // Set on both sides: routes read it from the request, and a page that fails still names it.
    request.headers["x-request-id"] = requestId;
    response.setHeader("x-request-id", requestId);
    keepFromCaches(response);
    const refuse = (problem: Problem) => {
      if (response.headersSent) return void response.destroy();
      const instance = pathOf(request);
      const document = problemDocument(problem, { origin, instance, requestId });
      response.writeHead(problem.status, {
        "content-type": "application/problem+json; charset=utf-8",
        "cache-control": "no-store",
        ...problem.headers,
      });
      response.end(JSON.stringify(document));
    };
    const reason = turnAway(request);
    if (reason !== null) return refuse(reason);
    const served =
      pathOf(request) === "/metrics"
        ? watch.show(request, response)
        : watch.around(request, response, () => answer(request, response));
    served.catch((error: unknown) => {
      const problem = toProblem(error);
      if (problem.status >= 500) {
        log.error("the console failed to answer", { request_id: requestId, error });
      }
      refuse(problem);
    });
  });
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    answerNoRequest(error, socket, origin);
  });
  return server;
}

/**
 * What says nothing of caches must not be kept by any: whoever answers without a thought of it may be
 * answering one person of one tenant. Files that never change and pages that are everybody's say so.
 */
function keepFromCaches(response: ServerResponse): void {
  const writeHead = response.writeHead;
  response.writeHead = function begin(this: ServerResponse, ...said: Parameters<typeof writeHead>) {
    if (!this.hasHeader("cache-control")) this.setHeader("cache-control", "private, no-store");
    return writeHead.apply(this, said);
  } as typeof writeHead;
}

function addressOf({ socket, headers }: IncomingMessage, trusted: TrustedProxies | null): string {
  const peer = socket.remoteAddress ?? "";
  if (trusted === null) return peer;
  return clientAddress(peer, String(headers[trusted.header] ?? "") || undefined, trusted);
}

function pathOf({ url = "/" }: IncomingMessage): string {
  return url.split("?", 1)[0] ?? "/";
}

function turnAway({ method = "", url = "" }: IncomingMessage): Problem | null {
  if (!METHODS.includes(method)) {
    return new Problem("method_not_allowed", { headers: { allow: METHODS.join(", ") } });
  }
  if (url.startsWith("/") && decodes(url.split("?")[0] ?? "")) return null;
  return new Problem("invalid_request", { detail: "The address is not a valid path." });
}

function decodes(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** What the parser refuses never becomes a request. It is answered all the same. */
function answerNoRequest(error: NodeJS.ErrnoException, socket: Duplex, origin: string): void {
  // Bytes written into an answer that is under way would become part of it.
  const answering = "_httpMessage" in socket && socket._httpMessage != null;
  if (!socket.writable || answering || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const large = error.code === "HPE_HEADER_OVERFLOW";
  const problem = large
    ? new Problem("header_too_large")
    : new Problem("invalid_request", { detail: "The request is not valid HTTP/1.1." });
  const requestId = newId();
  const body = JSON.stringify(problemDocument(problem, { origin, instance: "/", requestId }));
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${problem.title}`,
      "content-type: application/problem+json; charset=utf-8",
      `content-length: ${Buffer.byteLength(body)}`,
      `x-request-id: ${requestId}`,
      "cache-control: no-store",
      "connection: close",
      "",
      body,
    ].join("\r\n"),
  );
}
