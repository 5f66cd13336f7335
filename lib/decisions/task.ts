import type { Answer } from "./batch";
import type { CallToDecide, CallToSettle } from "./record";

const MAX_BATCH = 256;

/** One thing to be recorded, and who is to hear of it. */
export type Task = {
  /** One of the two. */
  readonly decides: CallToDecide | null;
  readonly settles: CallToSettle | null;
  /** The caller stopped waiting: the answer, if one comes, must be undone. */
  abandoned: boolean;
  done(answer: Answer): void;
  fail(error: unknown): void;
  /** Somebody is held up until it is durable: a call, or a client that is to be told of its refund. */
  readonly awaited: boolean;
  /** Sent at least once: it may be recorded even if no answer came, so it is asked after. */
  sent: boolean;
};

/**
 * The next batch out of what waits: decisions, then outcomes, in the order they came. A call is in it
 * once only, whoever sends it twice: the second time goes with the next, and finds it recorded. What
 * was given up before it was ever sent is left out.
 */
export function takeBatch(waiting: Task[]): Task[] {
  const decides: Task[] = [];
  const settles: Task[] = [];
  const again: Task[] = [];
  const taken = new Set<string>();
  for (const task of waiting.splice(0, MAX_BATCH)) {
    if (task.abandoned && !task.sent) continue;
    const key = task.decides?.decisionId ?? `settled ${task.settles?.decisionId}`;
    if (taken.has(key)) again.push(task);
    else (task.decides === null ? settles : decides).push(task);
    taken.add(key);
  }
  waiting.unshift(...again);
  return [...decides, ...settles];
}
