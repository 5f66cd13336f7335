/*
 * The load generator: callers of one contender at a time, in a process of their own.
 */
import { Caller, type Target } from "../load/caller";
import { answerQuestions, sayReady } from "../process/answer";
import { runSlot, type Slot } from "../process/slot";

export type LoadQuestion = {
  readonly target: Target;
  readonly slot: Slot;
  /** How many callers end their session and begin another one first. */
  readonly renew?: number;
};

/** Callers keep their sessions from slot to slot, and connect anew for each. */
const callersOf = new Map<string, Caller[]>();

function callersFor(target: Target, count: number): Caller[] {
  const key = `${target.port}${target.path}`;
  const callers = callersOf.get(key) ?? [];
  callersOf.set(key, callers);
  while (callers.length < count) callers.push(new Caller(target, callers.length));
  return callers.slice(0, count);
}

answerQuestions(async ({ target, slot, renew = 0 }: LoadQuestion) => {
  const callers = callersFor(target, slot.callers);
  // One after the other, as agents come: what is measured begins when all are there.
  for (const caller of callers) await caller.connect();
  for (const caller of callers.slice(0, renew)) {
    await caller.end();
    await caller.begin();
  }
  try {
    return await runSlot(slot, (index, done) => callers[index]?.call(done));
  } finally {
    for (const caller of callers) caller.disconnect();
  }
});
sayReady();
