import type { Readable } from "node:stream";

const SECOND = 1_000;

/**
 * How fast a program's output is read. Beyond its rate, and while its reader asks for a pause, the
 * output waits in the program's own pipe: one that floods slows itself, not the gate.
 */
export class ReadBudget {
  readonly #perSecond: number;
  readonly #streams: readonly Readable[];
  #left: number;
  #at = performance.now();
  #asked = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(bytesPerSecond: number, streams: readonly Readable[]) {
    this.#perSecond = bytesPerSecond;
    this.#left = bytesPerSecond;
    this.#streams = streams;
  }

  /** Counts bytes that were read. */
  spend(bytes: number): void {
    const at = performance.now();
    const earned = ((at - this.#at) / SECOND) * this.#perSecond;
    this.#at = at;
    this.#left = Math.min(this.#perSecond, this.#left + earned) - bytes;
    if (this.#left >= 0 || this.#timer !== null) return;
    for (const stream of this.#streams) stream.pause();
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#flow();
      },
      (-this.#left / this.#perSecond) * SECOND,
    );
  }

  pause(): void {
    this.#asked = true;
    for (const stream of this.#streams) stream.pause();
  }

  resume(): void {
    this.#asked = false;
    this.#flow();
  }

  /** Nobody reads any more: what still comes is thrown away, so that the program can end. */
  discard(): void {
    this.close();
    this.#asked = false;
    this.#flow();
  }

  /** Forgets its clock. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #flow(): void {
    if (this.#asked || this.#timer !== null) return;
    for (const stream of this.#streams) stream.resume();
  }
}
