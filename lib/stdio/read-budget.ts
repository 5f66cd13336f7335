import type { Readable } from "node:stream";

const SECOND = 1_000;

/** What all programs of a gate may together write a second, and how many are slowed down for it. */
export class SharedBudget {
  readonly perSecond: number;
  #waiting = 0;

  constructor(bytesPerSecond: number) {
    this.perSecond = bytesPerSecond;
  }

  /** How many times longer one waits, so that all who wait keep within the whole. */
  enter(perSecond: number): number {
    this.#waiting++;
    return Math.max(1, (this.#waiting * perSecond) / this.perSecond);
  }

  leave(): void {
    this.#waiting--;
  }
}

/**
 * How fast a program's output is read. Beyond its rate, while its reader asks for a pause, and while what
 * was read is being worked on, the output waits in the program's own pipe: one that floods slows itself,
 * not the gate. Programs that flood together share what one gate can read; who does not, waits for none.
 */
export class ReadBudget {
  readonly #perSecond: number;
  readonly #streams: readonly Readable[];
  readonly #shared: SharedBudget;
  #left: number;
  #at = performance.now();
  #asked = false;
  #working = false;
  #timer: NodeJS.Timeout | null = null;
  #next: (() => void) | null = null;

  constructor(bytesPerSecond: number, streams: readonly Readable[], shared: SharedBudget) {
    this.#perSecond = bytesPerSecond;
    this.#left = bytesPerSecond;
    this.#streams = streams;
    this.#shared = shared;
  }

  /** Counts what was read, or the work it makes, in bytes. */
  spend(bytes: number): void {
    const at = performance.now();
    const earned = ((at - this.#at) / SECOND) * this.#perSecond;
    this.#at = at;
    this.#left = Math.min(this.#perSecond, this.#left + earned) - bytes;
    if (this.#left >= 0 || this.#timer !== null) return;
    this.#hold();
    const times = this.#shared.enter(this.#perSecond);
    const wait = (-this.#left / this.#perSecond) * SECOND * times;
    this.#timer = setTimeout(() => {
      this.close();
      this.#left = 0;
      this.#at = performance.now();
      this.#flow();
    }, wait);
  }

  pause(): void {
    this.#asked = true;
    this.#hold();
  }

  resume(): void {
    this.#asked = false;
    this.#flow();
  }

  /** Nothing more is read until `next` has been called, when there is room for it, and has said `done`. */
  workOn(next: () => void): void {
    this.#working = true;
    this.#hold();
    this.#next = next;
    if (this.#free) setImmediate(() => this.#flow());
  }

  /** What was read has been worked on. */
  done(): void {
    this.#working = false;
    this.#next = null;
    this.#flow();
  }

  /** Nobody reads any more: what still comes is thrown away, so that the program can end. */
  discard(): void {
    this.close();
    this.#asked = false;
    this.done();
  }

  /** Forgets its clock. */
  close(): void {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#shared.leave();
  }

  get #free(): boolean {
    return !this.#asked && this.#timer === null;
  }

  #hold(): void {
    for (const stream of this.#streams) stream.pause();
  }

  #flow(): void {
    if (!this.#free) return;
    if (this.#working) {
      const next = this.#next;
      this.#next = null;
      next?.();
      return;
    }
    for (const stream of this.#streams) stream.resume();
  }
}
