/** Upper bounds in seconds, from a tenth of a millisecond to half a minute. */
const SECONDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  30,
] as const;

/** Counts in buckets, cheap enough for every step of every call: an increment and an addition. */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;

  constructor(bounds: readonly number[] = SECONDS) {
    this.#bounds = bounds;
    this.#counts = new Array(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    let n = 0;
    while (n < this.#bounds.length && value > (this.#bounds[n] as number)) n++;
    this.#counts[n] = (this.#counts[n] as number) + 1;
    this.#sum += value;
  }

  /** Its series in the Prometheus text format; `labels` as `a="b"`, without braces. */
  lines(name: string, labels = ""): string[] {
    const more = labels === "" ? "" : `${labels},`;
    const braces = labels === "" ? "" : `{${labels}}`;
    let total = 0;
    const buckets = this.#counts.map((count, n) => {
      total += count;
      return `${name}_bucket{${more}le="${this.#bounds[n] ?? "+Inf"}"} ${total}`;
    });
    return [...buckets, `${name}_sum${braces} ${this.#sum}`, `${name}_count${braces} ${total}`];
  }
}

/** The two lines above a series that say what it is. */
export function about(
  name: string,
  type: "counter" | "gauge" | "histogram",
  help: string,
): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}
