/** What a process depends on, asked: false or a throw is down. */
export type Dependency = {
  readonly ask: () => Promise<unknown> | boolean;
  /** Without it the process works on, less well: its state is shown, and decides nothing. */
  readonly optional?: boolean;
};

export type DependencyState = {
  readonly ok: boolean;
  readonly required: boolean;
  /** How long its answer took. */
  readonly milliseconds: number;
};

export type Readiness = {
  readonly ready: boolean;
  readonly status: "ready" | "degraded" | "not ready";
  readonly checks: Readonly<Record<string, DependencyState>>;
};

const DEADLINE_MILLISECONDS = 2_000;

/**
 * Asks everything a process depends on, at the same time, each for two seconds at most. Says of each
 * only whether it works and how fast: why one does not is in the process log, not for everybody.
 */
export async function readiness(
  dependencies: Readonly<Record<string, Dependency>>,
): Promise<Readiness> {
  const states = await Promise.all(
    Object.entries(dependencies).map(async ([name, dependency]) => {
      const began = performance.now();
      const ok = await answers(dependency);
      const milliseconds = Math.round(performance.now() - began);
      const required = dependency.optional !== true;
      return [name, { ok, required, milliseconds }] as const;
    }),
  );
  const ready = states.every(([, { ok, required }]) => ok || !required);
  const whole = states.every(([, { ok }]) => ok);
  const status = whole ? "ready" : ready ? "degraded" : "not ready";
  return { ready, status, checks: Object.fromEntries(states) };
}

/**
 * Asks at most once in `milliseconds`, and gives everybody who asks meanwhile the same answer: for a
 * question that costs more than whoever may ask it freely should be able to spend.
 */
export function askedSeldom(milliseconds: number, ask: () => Promise<unknown>) {
  let askedAt = Number.NEGATIVE_INFINITY;
  let answer: Promise<unknown> = Promise.resolve();
  return () => {
    if (performance.now() - askedAt >= milliseconds) {
      askedAt = performance.now();
      answer = ask();
      // Whoever asks awaits it; if nobody does any more, its failure is nobody's.
      answer.catch(() => {});
    }
    return answer;
  };
}

async function answers({ ask }: Dependency): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), DEADLINE_MILLISECONDS);
  });
  try {
    return (await Promise.race([ask(), late])) !== false;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
