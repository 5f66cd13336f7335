const LINE_FEED = 0x0a;

/** A line outgrew what the reader may hold. */
export class LineTooLong extends Error {
  override readonly name = "LineTooLong";
}

/** Cuts a stream of bytes into lines, in whatever pieces it arrives. A line is copied at most once. */
export class LineReader {
  readonly #maxBytes: number;
  #held: Buffer[] = [];
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
      this.#hold(chunk.subarray(start, end));
      const line = this.#take();
      if (line.length > 0) lines.push(line);
      start = end + 1;
    }
    this.#hold(chunk.subarray(start));
    return lines;
  }

  #hold(piece: Buffer): void {
    this.#size += piece.length;
    if (this.#size > this.#maxBytes) throw new LineTooLong();
    if (piece.length > 0) this.#held.push(piece);
  }

  #take(): Buffer {
    const [only] = this.#held;
    const line = this.#held.length === 1 && only ? only : Buffer.concat(this.#held);
    this.#held = [];
    this.#size = 0;
    return line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
  }
}
