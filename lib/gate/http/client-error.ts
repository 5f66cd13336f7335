import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { newId, Problem, problemDocument } from "@/lib/kernel";
import type { GateSettings } from "../settings";

/**
 * What the HTTP parser refuses never becomes a request: conflicting lengths, broken chunks, headers
 * that are too large or too slow. It is answered all the same, with a problem and a request id.
 */
export function answerClientError(
  settings: GateSettings,
  error: NodeJS.ErrnoException,
  socket: Duplex,
  open: ReadonlySet<ServerResponse> = new Set(),
): void {
  if (!socket.writable || !mayAnswer(open) || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const problem = problemOf(error);
  const requestId = newId();
  const body = JSON.stringify(
    problemDocument(problem, { origin: settings.consoleOrigin, instance: "/", requestId }),
  );
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${problem.title}`,
      "content-type: application/problem+json",
      `content-length: ${Buffer.byteLength(body)}`,
      `x-request-id: ${requestId}`,
      "connection: close",
      "",
      body,
    ].join("\r\n"),
  );
}

/**
 * Bytes written into an answer that is under way would become part of it. Where the fault is in the
 * body of the one request that is being read, nothing of it has been acted on, and it is answered.
 */
function mayAnswer(open: ReadonlySet<ServerResponse>): boolean {
  return open.size <= 1 && [...open].every(({ headersSent, req }) => !headersSent && !req.complete);
}

function problemOf(error: NodeJS.ErrnoException): Problem {
  if (error.code === "HPE_HEADER_OVERFLOW") return new Problem("header_too_large");
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT")
    return new Problem("invalid_request", { detail: "The request did not arrive in time." });
  return new Problem("invalid_request", { detail: "The request is not valid HTTP/1.1." });
}
