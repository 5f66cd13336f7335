import type { IncomingMessage, ServerResponse } from "node:http";
import { Problem } from "@/lib/kernel";
import { Bytes } from "./bytes";

/** How much of a body that is too large is read and dropped, so that the client reads the answer. */
const LINGER_BYTES = 64 * 1024 * 1024;
const LINGER_MS = 5_000;

/**
 * Reads a request's whole body, at most `maxBytes`.
 *
 * @throws Problem `payload_too_large`; `invalid_request` if the client left before its end.
 */
export function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  maxBytes: number,
): Promise<Buffer> {
  const announced = Number(request.headers["content-length"] ?? 0);
  if (request.headers.expect !== undefined) {
    if (announced > maxBytes) return Promise.reject(tooLarge());
    response.writeContinue();
  }
  return new Promise((resolve, reject) => {
    // A request whose client has left says nothing more, not even that.
    if (request.destroyed) return reject(cutShort());
    const body = new Bytes();
    let size = 0;
    let linger: NodeJS.Timeout | null = null;

    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (linger === null && size <= maxBytes && announced <= maxBytes) {
        body.push(chunk);
        return;
      }
      body.clear();
      linger ??= setTimeout(() => reject(tooLarge()), LINGER_MS);
      if (size > LINGER_BYTES) reject(tooLarge());
    });
    request.on("end", () => {
      if (linger !== null) clearTimeout(linger);
      if (size > maxBytes) reject(tooLarge());
      else resolve(body.all());
    });
    const left = () => {
      if (linger !== null) clearTimeout(linger);
      reject(cutShort());
    };
    request.on("aborted", left);
    request.on("error", left);
  });
}

function cutShort(): Problem {
  return new Problem("invalid_request", { detail: "The body ended before its length." });
}

function tooLarge(): Problem {
  return new Problem("payload_too_large", { headers: { connection: "close" } });
}
