/*
 * One slot of a measurement: so many callers, each doing one thing after another, for so long.
 */

/** How a slot is to be run. Milliseconds. */
export type Slot = {
  readonly callers: number;
  readonly milliseconds: number;
  /** Work before the clock starts, so that nothing is measured cold. */
  readonly warmUp: number;
};

/** What came of a slot. */
export type SlotResult = {
  /** Done within the measured time. */
  readonly done: number;
  readonly seconds: number;
  /** Everything that was done, before and after the measured time too. */
  readonly total: number;
  /** Times of what was done within the measured time, in milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
};

/** Begins one piece of work, and calls `done` when it is over. */
export type Work = (caller: number, done: (fault: Error | null) => void) => void;

/**
 * Runs a slot to its end: what was begun is waited for. The first piece of work that fails fails the
 * slot, since a figure that counts failures says nothing.
 */
export function runSlot({ callers, milliseconds, warmUp }: Slot, work: Work): Promise<SlotResult> {
  return new Promise((resolve, reject) => {
    const times: number[] = [];
    const from = performance.now() + warmUp;
    const until = from + milliseconds;
    let total = 0;
    let running = callers;

    function next(caller: number): void {
      const begun = performance.now();
      if (begun >= until) {
        running--;
        if (running === 0) resolve(resultOf(times, total, milliseconds));
        return;
      }
      work(caller, (fault) => {
        if (fault !== null) return reject(fault);
        const now = performance.now();
        total++;
        if (now >= from && now < until) times.push(now - begun);
        next(caller);
      });
    }
    for (let caller = 0; caller < callers; caller++) next(caller);
  });
}

/** The same for work that is a promise. */
export function promised(work: (caller: number) => Promise<unknown>): Work {
  return (caller, done) => {
    work(caller).then(
      () => done(null),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
  };
}

function resultOf(times: number[], total: number, milliseconds: number): SlotResult {
  const sorted = Float64Array.from(times).sort();
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return {
    done: sorted.length,
    seconds: milliseconds / 1000,
    total,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
  };
}
