/*
 * The verifications that are under way in this process, and what the last ones found. A run belongs to
 * the person who began it and goes on whether anybody reads or not, so that a page loaded anew finds it
 * again. It lives in this process alone: where that ends, the run ends with it, and nothing else does.
 */

/** What a reader is told: how far it is, or how it ended. */
export type VerifyLine =
  | { readonly verified: number; readonly total: number }
  | { readonly result: unknown; readonly at: string }
  | { readonly problem: unknown }
  | { readonly cancelled: { readonly verified: number; readonly total: number } };
type Watch = (verified: number, total: number) => void;

type Run = {
  line: VerifyLine;
  ended: boolean;
  cancel: boolean;
  readonly listeners: Set<(line: VerifyLine) => void>;
  forget?: ReturnType<typeof setTimeout>;
};

class Cancelled extends Error {}

/** How long what was found can be read again. */
export const KEPT_MS = 60 * 60 * 1000;
/** How many verifications go on at once; each reads a whole log. */
export const AT_ONCE = 8;
/** How many are held, those that have ended with them. */
const HELD = 500;

/** An empty set of runs, by a key that names whose they are. */
export function verificationRuns(keptMs = KEPT_MS, atOnce = AT_ONCE) {
  const runs = new Map<string, Run>();

  const forget = (key: string, run: Run) => {
    clearTimeout(run.forget);
    if (runs.get(key) === run) runs.delete(key);
  };
  const tell = (run: Run, line: VerifyLine) => {
    run.line = line;
    for (const listener of run.listeners) listener(line);
  };
  const end = (key: string, run: Run, line: VerifyLine) => {
    run.ended = true;
    run.forget = setTimeout(() => forget(key, run), keptMs);
    run.forget.unref();
    tell(run, line);
    run.listeners.clear();
  };
  const makeRoom = () => {
    for (const [key, run] of runs) if (runs.size >= HELD && run.ended) forget(key, run);
  };

  return {
    /** Whether another one can begin. */
    hasRoom: () => [...runs.values()].filter(({ ended }) => !ended).length < atOnce,

    /** Whether one of this key is under way. */
    isRunning: (key: string) => runs.get(key)?.ended === false,

    /** Begins one, in place of one that has ended. One that is under way goes on, alone. */
    begin(
      key: string,
      run: (watch: Watch) => Promise<unknown>,
      problemOf: (error: unknown) => unknown,
    ): void {
      const before = runs.get(key);
      if (before?.ended === false) return;
      if (before !== undefined) forget(key, before);
      makeRoom();
      const begun: Run = {
        line: { verified: 0, total: 0 },
        ended: false,
        cancel: false,
        listeners: new Set(),
      };
      runs.set(key, begun);
      let far = { verified: 0, total: 0 };
      run((verified, total) => {
        far = { verified, total };
        if (begun.cancel) throw new Cancelled();
        tell(begun, far);
      }).then(
        (result) => end(key, begun, { result, at: new Date().toISOString() }),
        (error: unknown) =>
          end(key, begun, begun.cancel ? { cancelled: far } : { problem: problemOf(error) }),
      );
    },

    /** Ends one that is under way, at the next it would say. */
    cancel(key: string): void {
      const run = runs.get(key);
      if (run !== undefined && !run.ended) run.cancel = true;
    },

    /** What one says, from where it is now to its end; null where there is none. */
    follow(key: string): ReadableStream<Uint8Array> | null {
      const run = runs.get(key);
      if (run === undefined) return null;
      const encoder = new TextEncoder();
      let stop = () => {};
      return new ReadableStream({
        start(controller) {
          const say = (line: VerifyLine) => {
            controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
            if (run.ended) controller.close();
          };
          if (!run.ended) run.listeners.add(say);
          stop = () => run.listeners.delete(say);
          say(run.line);
        },
        cancel: () => stop(),
      });
    },
  };
}
