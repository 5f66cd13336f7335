const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const FIRST_BYTES = 4_096;

/** A line outgrew what the reader may hold. */
export class LineTooLong extends Error {
  override readonly name = "LineTooLong";
}

/**
 * Cuts a stream of bytes into lines, in whatever pieces it arrives. What is held of a line lies in one
 * buffer: kept piece by piece, a line sent in single bytes would take a hundred times its size.
 */
export class LineReader {
  readonly #maxBytes: number;
  #held: Buffer = Buffer.alloc(0);
  #size = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * The lines that `chunk` completes, without their ends; empty ones are left out.
   * @throws LineTooLong when a line, complete or not, is longer than the reader may hold.
   */
  push(chunk: Buffer): Buffer[] {
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      const line = this.#complete(chunk.subarray(start, end));
      if (line.length > 0) lines.push(line);
      start = end + 1;
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start));
    return lines;
  }

  #complete(last: Buffer): Buffer {
    if (this.#size + last.length > this.#maxBytes) throw new LineTooLong();
    let line = last;
    if (this.#size > 0) {
      this.#hold(last);
      line = this.#held.subarray(0, this.#size);
      // What was read is its reader's now; the next line begins elsewhere.
      this.#held = Buffer.alloc(0);
      this.#size = 0;
    }
    return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
  }

  #hold(piece: Buffer): void {
    const size = this.#size + piece.length;
    if (size > this.#maxBytes) throw new LineTooLong();
    if (size > this.#held.length) {
      const larger = Buffer.allocUnsafe(Math.max(FIRST_BYTES, size * 2));
      this.#held.copy(larger, 0, 0, this.#size);
      this.#held = larger;
    }
    piece.copy(this.#held, this.#size);
    this.#size = size;
  }
}

/** Where a piece ends that holds at most so many lines' ends of `bytes`. */
export function endOfLines(bytes: Buffer, lines: number): number {
  let end = 0;
  for (let n = 0; n < lines; n++) {
    const next = bytes.indexOf(LINE_FEED, end);
    if (next === -1) return bytes.length;
    end = next + 1;
  }
  return end;
}
