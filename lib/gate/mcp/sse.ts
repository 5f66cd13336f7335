/** One event of a stream: its lines without terminators, and the data they carry, if any. */
export type SseFrame = { readonly lines: readonly string[]; readonly data: string | null };

/** What a line takes beside its characters: a frame of millions of short ones is large, too. */
const LINE_COST = 32;

/** A frame outgrew what the reader may hold. */
export class SseFrameTooLarge extends Error {
  override readonly name = "SseFrameTooLarge";
}

/**
 * Reads an event stream (WHATWG HTML, server-sent events) in whatever pieces it arrives. All three
 * line ends count, so no frame can be hidden from the gate by writing it with another one.
 */
export class SseReader {
  readonly #decoder = new TextDecoder();
  readonly #maxCharacters: number;
  #lines: string[] = [];
  #rest = "";
  #held = 0;
  #skipLineFeed = false;

  constructor(maxCharacters: number) {
    this.#maxCharacters = maxCharacters;
  }

  /** Whether the bytes so far end between two frames. */
  get betweenFrames(): boolean {
    return this.#lines.length === 0 && this.#rest === "";
  }

  /**
   * The frames that `chunk` completes.
   * @throws SseFrameTooLarge when an unfinished frame is larger than the reader may hold.
   */
  push(chunk: Uint8Array): SseFrame[] {
    const text = this.#decoder.decode(chunk, { stream: true });
    const frames: SseFrame[] = [];
    let start = 0;
    // What came before is not looked at again: a line in a million pieces is read once.
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code !== 0x0a && code !== 0x0d) {
        this.#skipLineFeed = false;
        continue;
      }
      if (code === 0x0a && this.#skipLineFeed) {
        this.#skipLineFeed = false;
        start = at + 1;
        continue;
      }
      this.#skipLineFeed = code === 0x0d;
      this.#line(this.#rest + text.slice(start, at), frames);
      this.#rest = "";
      start = at + 1;
    }
    this.#rest += text.slice(start);
    if (this.#held + this.#rest.length > this.#maxCharacters) throw new SseFrameTooLarge();
    return frames;
  }

  #line(line: string, frames: SseFrame[]): void {
    if (line !== "") {
      this.#lines.push(line);
      this.#held += line.length + LINE_COST;
      return;
    }
    if (this.#lines.length > 0) frames.push({ lines: this.#lines, data: dataOf(this.#lines) });
    this.#lines = [];
    this.#held = 0;
  }
}

function dataOf(lines: readonly string[]): string | null {
  let data: string | null = null;
  for (const line of lines) {
    if (!line.startsWith("data")) continue;
    const value = fieldValue(line);
    if (value !== null) data = data === null ? value : `${data}\n${value}`;
  }
  return data;
}

/** The value of a `data` line, or null if the line is of another field, such as `database`. */
function fieldValue(line: string): string | null {
  if (line.length === 4) return "";
  if (line[4] !== ":") return null;
  return line[5] === " " ? line.slice(6) : line.slice(5);
}

/** The fields beside the data that an event may have. */
const KNOWN_FIELD = /^(?:event|id|retry)(?::|$)/;

/**
 * A frame as text with `data`, or with none: its id and its other fields as they came. What nobody
 * judged is left out: the words of comments, which only show that the stream lives, and fields that
 * the format does not know.
 */
export function writeFrame(frame: SseFrame, data: string | null): string {
  const kept = frame.lines.flatMap((line) => {
    if (line.startsWith(":")) return [":"];
    return KNOWN_FIELD.test(line) ? [line] : [];
  });
  const lines = data === null ? kept : [...kept, `data: ${data}`];
  return lines.length === 0 ? "" : `${lines.join("\n")}\n\n`;
}
