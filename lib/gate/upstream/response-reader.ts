import { Bytes } from "../http/bytes";
import type { UpstreamHead } from "./attempt";

/** What a response is handed to, in this order: one head, any data, one end. */
export type ResponseSink = {
  readonly head: (status: number, headers: UpstreamHead["headers"]) => void;
  readonly data: (chunk: Buffer) => void;
  /** The response is whole; `reusable` if the connection may carry another request. */
  readonly end: (reusable: boolean) => void;
};

/** How the rest of the body is told from what follows it (RFC 9112, section 6.3). */
type Framing = "head" | "length" | "size" | "chunk" | "gap" | "trailer" | "close" | "over";

const HEAD_END = Buffer.from("\r\n\r\n");
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):([\t\x20-\x7e\x80-\xff]*)$/;
const CHUNK_SIZE = /^([0-9A-Fa-f]{1,12})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/;
const LENGTH = /^\d{1,15}$/;
const MAX_LINE = 4_096;
/** Interim responses before the one that counts. */
const MAX_INTERIM = 100;

/**
 * Reads one HTTP/1.1 response as it arrives, strictly: whatever two readers could take for two
 * different things (both a length and chunks, a length that stands twice, a folded header, a line that
 * ends otherwise) is an error. Where anything follows its end the connection is not used again.
 */
export class ResponseReader {
  readonly #sink: ResponseSink;
  readonly #maxHeadBytes: number;
  readonly #held = new Bytes();
  #framing: Framing = "head";
  #left = 0;
  #line = "";
  #trailerBytes = 0;
  #interim = 0;
  #reusable = false;
  #told = false;

  constructor(sink: ResponseSink, maxHeadBytes: number) {
    this.#sink = sink;
    this.#maxHeadBytes = maxHeadBytes;
  }

  /** Takes what arrived. Throws if it is no valid response. */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      const rest = at === 0 ? chunk : chunk.subarray(at);
      at += this.#take(rest);
    }
    if (this.#framing !== "over" || this.#told) return;
    this.#told = true;
    this.#sink.end(this.#reusable);
  }

  /** The server has closed: the end of a body that has no other. Throws if it came too early. */
  close(): void {
    if (this.#framing !== "close") throw new Error("the connection was closed within a response");
    this.#framing = "over";
    this.#told = true;
    this.#sink.end(false);
  }

  /** Takes the beginning of what is there, and says how many bytes it was. */
  #take(bytes: Buffer): number {
    switch (this.#framing) {
      case "head":
        return this.#takeHead(bytes);
      case "length":
      case "chunk":
        return this.#takeCounted(bytes);
      case "close":
        this.#sink.data(bytes);
        return bytes.length;
      case "over":
        // Nobody asked for it, and it would be taken for the answer to the next request.
        this.#reusable = false;
        return bytes.length;
      default:
        return this.#takeLine(bytes);
    }
  }

  #takeHead(bytes: Buffer): number {
    const before = this.#held.size;
    if (before > 0) this.#held.push(bytes);
    const all = before > 0 ? this.#held.all() : bytes;
    const end = all.indexOf(HEAD_END, Math.max(0, before - HEAD_END.length));
    if ((end === -1 ? all.length : end) > this.#maxHeadBytes)
      throw new Error("the head of a response is too large");
    if (end === -1) {
      if (before === 0) this.#held.push(bytes);
      return bytes.length;
    }
    const head = all.toString("latin1", 0, end);
    this.#held.clear();
    this.#begin(head);
    return end + HEAD_END.length - before;
  }

  #begin(head: string): void {
    const lines = head.split("\r\n");
    const [, minor, code] = STATUS_LINE.exec(lines[0] ?? "") ?? [];
    if (code === undefined) throw new Error("a response has no valid status line");
    const status = Number(code);
    const headers = readFields(lines);
    // Interim responses say nothing about the call; the protocol was not to be changed.
    if (status === 101) throw new Error("a response changes the protocol");
    if (status < 200) {
      if (++this.#interim > MAX_INTERIM) throw new Error("a response has not begun");
      return;
    }
    this.#frame(status, minor === "1", headers);
    this.#sink.head(status, headers);
    if (this.#framing === "length" && this.#left === 0) this.#framing = "over";
  }

  #frame(status: number, current: boolean, headers: UpstreamHead["headers"]): void {
    const { "transfer-encoding": coding, "content-length": length, connection } = headers;
    this.#reusable = current && !/\bclose\b/i.test(String(connection ?? ""));
    if (coding !== undefined && length !== undefined)
      throw new Error("a response has both a length and chunks");
    if (coding !== undefined) {
      if (!current || typeof coding !== "string" || !/^chunked$/i.test(coding))
        throw new Error("a response has a transfer coding that is not chunked");
      this.#framing = "size";
    } else if (length !== undefined) {
      if (typeof length !== "string" || !LENGTH.test(length))
        throw new Error("a response has no valid length");
      this.#framing = "length";
      this.#left = Number(length);
    } else this.#framing = "close";
    if (status !== 204 && status !== 304) return;
    // These have no body, whatever they say; a server that says so may send one all the same.
    if (coding !== undefined || (length !== undefined && length !== "0")) this.#reusable = false;
    this.#framing = "length";
    this.#left = 0;
  }

  #takeCounted(bytes: Buffer): number {
    const taken = Math.min(this.#left, bytes.length);
    this.#left -= taken;
    this.#sink.data(taken === bytes.length ? bytes : bytes.subarray(0, taken));
    if (this.#left > 0) return taken;
    if (this.#framing === "chunk") this.#framing = "gap";
    else this.#framing = "over";
    return taken;
  }

  /** A line of the chunked coding: a size, the gap after a chunk, or a trailer, which is dropped. */
  #takeLine(bytes: Buffer): number {
    const end = bytes.indexOf(0x0a);
    const taken = end === -1 ? bytes.length : end + 1;
    this.#line += bytes.toString("latin1", 0, taken);
    if (this.#line.length > MAX_LINE) throw new Error("a line between chunks is too long");
    if (end === -1) return taken;
    if (!this.#line.endsWith("\r\n")) throw new Error("a line between chunks ends wrongly");
    const line = this.#line.slice(0, -2);
    this.#line = "";
    this.#readLine(line);
    return taken;
  }

  #readLine(line: string): void {
    if (this.#framing === "gap") {
      if (line !== "") throw new Error("a chunk is longer than it says");
      this.#framing = "size";
    } else if (this.#framing === "size") {
      const size = CHUNK_SIZE.exec(line)?.[1];
      if (size === undefined) throw new Error("a chunk has no valid size");
      this.#left = Number.parseInt(size, 16);
      this.#framing = this.#left === 0 ? "trailer" : "chunk";
    } else if (line === "") this.#framing = "over";
    else {
      this.#trailerBytes += line.length;
      if (!FIELD.test(line) || this.#trailerBytes > this.#maxHeadBytes)
        throw new Error("a response has no valid trailers");
    }
  }
}

/** Header fields by their names in lower case; one that stands several times has all its values. */
function readFields(lines: readonly string[]): UpstreamHead["headers"] {
  const headers: Record<string, string | string[]> = Object.create(null);
  for (let n = 1; n < lines.length; n++) {
    const [, name = "", value = ""] = FIELD.exec(lines[n] ?? "") ?? [];
    if (name === "") throw new Error("a response has a line that is no header");
    const key = name.toLowerCase();
    const trimmed = withoutBlanks(value);
    const known = headers[key];
    headers[key] = known === undefined ? trimmed : [known, trimmed].flat();
  }
  return headers;
}

/** Blanks around a value are no part of it (RFC 9110, 5.5). They are stepped over, each once. */
function withoutBlanks(value: string): string {
  const isBlank = (at: number) => value[at] === " " || value[at] === "\t";
  let start = 0;
  let end = value.length;
  while (start < end && isBlank(start)) start++;
  while (end > start && isBlank(end - 1)) end--;
  return value.slice(start, end);
}
