import type { StdioLimits } from "./limits";

/** Failures in a row of one server's command, and when it may be started again. */
type Failures = { count: number; until: number; last: string };

type Limits = Pick<StdioLimits, "failures" | "backOffMs" | "backOffMaxMs">;

const MAX_SERVERS = 10_000;

/**
 * Keeps a command that dies at start from being started over and over: after some failures in a row
 * each start waits twice as long as the one before. One that succeeds clears the count.
 */
export class BackOff {
  readonly #limits: Limits;
  readonly #failures = new Map<string, Failures>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Why a server's command may not be started now, or null if it may. */
  holds(
    server: string,
  ): { readonly seconds: number; readonly count: number; readonly last: string } | null {
    const known = this.#failures.get(server);
    if (known === undefined) return null;
    const wait = known.until - performance.now();
    return wait <= 0
      ? null
      : { seconds: Math.ceil(wait / 1_000), count: known.count, last: known.last };
  }

  /** `last` says how it failed, in words that may be shown. */
  failed(server: string, last: string): void {
    if (this.#failures.size >= MAX_SERVERS) this.#failures.clear();
    const count = (this.#failures.get(server)?.count ?? 0) + 1;
    const { failures, backOffMs, backOffMaxMs } = this.#limits;
    const over = count - failures;
    const wait = over < 0 ? 0 : Math.min(backOffMs * 2 ** over, backOffMaxMs);
    this.#failures.set(server, { count, until: performance.now() + wait, last });
  }

  succeeded(server: string): void {
    this.#failures.delete(server);
  }
}
