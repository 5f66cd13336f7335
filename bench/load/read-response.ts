/** A whole HTTP/1.1 response at the beginning of some bytes, and how many of them it takes. */
export type WholeResponse = {
  readonly status: number;
  readonly head: string;
  readonly body: string;
  readonly length: number;
};

const HEAD_END = "\r\n\r\n";
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const CHUNKED = /\r\ntransfer-encoding: *chunked/i;

/**
 * Reads one response, or null while it is not whole. It knows as much of HTTP as servers on the
 * loopback address need: a length, chunks, or no body at all.
 */
export function readResponse(bytes: Buffer): WholeResponse | null {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1) return null;
  const head = bytes.toString("latin1", 0, headEnd);
  const status = Number(head.slice(9, 12));
  const start = headEnd + HEAD_END.length;
  const length = LENGTH.exec(head)?.[1];
  if (length !== undefined) {
    const end = start + Number(length);
    if (bytes.length < end) return null;
    return { status, head, body: bytes.toString("latin1", start, end), length: end };
  }
  if (CHUNKED.test(head)) return readChunks(bytes, start, status, head);
  return { status, head, body: "", length: start };
}

function readChunks(
  bytes: Buffer,
  start: number,
  status: number,
  head: string,
): WholeResponse | null {
  let body = "";
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd === -1) return null;
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (bytes.length < end) return null;
    if (size === 0) return { status, head, body, length: end };
    body += bytes.toString("latin1", lineEnd + 2, end - 2);
    at = end;
  }
}
