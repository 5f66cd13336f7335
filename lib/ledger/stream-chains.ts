/** What stands of an entry's stream in the entry itself, and the entry's own hash. */
export type StreamEntry = {
  readonly seq: number;
  readonly stream: string;
  readonly streamSeq: number | null;
  readonly streamPrev: string | null;
  readonly leaf: string;
};
type Newest = { readonly seq: number; readonly leaf: string };

/** The last entry of each stream below a number, as it is stored; null where there is none. */
export type StreamsBefore = (
  places: readonly { readonly stream: string; readonly seq: number }[],
) => Promise<readonly (Newest | null)[]>;

/** How many streams a verification keeps in mind: about 30 MB, and far more calls than run at once. */
export const STREAMS_KEPT = 100_000;
const BATCH = 1_000;

/**
 * Holds each entry against the one before it in its stream. The newest entries of so many streams are
 * kept, those used last; an entry of a stream that is not among them is held against what the log has
 * of it, a batch at a time. So the same is found however long the log is, in bounded memory. What the
 * log has was verified on the way there: its bytes give its hash, and its column names its stream.
 */
export class StreamChains {
  readonly #before: StreamsBefore | null;
  readonly #kept: number;
  readonly #broken: (seq: number) => void;
  readonly #newest = new Map<string, Newest>();
  #forgot = false;
  #waiting: StreamEntry[] = [];

  /** Without `before` everything is kept. `broken` hears of entries that do not follow, by number. */
  constructor(before: StreamsBefore | null, kept: number, broken: (seq: number) => void) {
    this.#before = before;
    this.#kept = kept;
    this.#broken = broken;
  }

  /** How many streams are kept at the moment. */
  get size(): number {
    return this.#newest.size;
  }

  take(entry: StreamEntry): void {
    const last = this.#newest.get(entry.stream);
    if (last === undefined && this.#forgot) this.#waiting.push(entry);
    else this.#judge(entry, last ?? null);
    this.#newest.delete(entry.stream);
    this.#newest.set(entry.stream, { seq: entry.streamSeq ?? 0, leaf: entry.leaf });
    if (this.#before === null || this.#newest.size <= this.#kept) return;
    const [oldest = ""] = this.#newest.keys();
    this.#newest.delete(oldest);
    this.#forgot = true;
  }

  /** Whether enough wait to be worth asking. */
  get full(): boolean {
    return this.#waiting.length >= BATCH;
  }

  /** Judges what waits. */
  async settle(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (this.#before === null || waiting.length === 0) return;
    const found = await this.#before(waiting);
    for (const [place, entry] of waiting.entries()) this.#judge(entry, found[place] ?? null);
  }

  #judge(entry: StreamEntry, last: Newest | null): void {
    const follows =
      entry.streamSeq === (last === null ? 0 : last.seq + 1) &&
      entry.streamPrev === (last?.leaf ?? null);
    if (!follows) this.#broken(entry.seq);
  }
}
