import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { requestIdFrom } from "@/lib/kernel";
import { Exchange } from "../exchange";
import type { GateSettings } from "../settings";
import { answerClientError } from "./client-error";

const IDLE_CONNECTION_MS = 65_000;
const CHECK_MS = 1_000;
const MAX_INSTANCE = 256;

/**
 * The gate's HTTP server. Parsing is strict; headers and bodies must arrive in time; every answer,
 * to what is no valid request too, carries a request id.
 */
export function createHttpServer(
  settings: GateSettings,
  serve: (exchange: Exchange) => Promise<void>,
): Server {
  const { limits } = settings;
  const answering = new WeakMap<Duplex, Set<ServerResponse>>();

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const open = answering.get(socket) ?? new Set();
    answering.set(socket, open.add(response));
    response.once("close", () => open.delete(response));
    const requestId = requestIdFrom(request.headers["x-request-id"]);
    void serve(new Exchange(request, response, requestId, pathOf(request)));
  }

  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: Math.min(CHECK_MS, limits.headersMs),
      keepAliveTimeout: IDLE_CONNECTION_MS,
      // A missing Host is refused in `admit`, with a problem document.
      requireHostHeader: false,
      insecureHTTPParser: false,
    },
    handle,
  );
  // The cap on the headers' size bounds their number; a silent cut-off would hide some of them.
  server.maxHeadersCount = 0;
  server.on("checkContinue", handle);
  server.on("checkExpectation", handle);
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    answerClientError(settings, error, socket, answering.get(socket));
  });
  server.on("connect", (_request: IncomingMessage, socket: Duplex) => {
    answerClientError(settings, new Error("CONNECT is not served"), socket, undefined);
  });
  return server;
}

/** The path without its query: a token that was put there by mistake is not read, shown or logged. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0]?.slice(0, MAX_INSTANCE) ?? "/";
}
