import type { Database } from "@/lib/db";
import { log, Problem } from "@/lib/kernel";
import { type Answer, answerTo, isWholeSettle } from "./batch";
import { assertRecordable, type CallToDecide, type CallToSettle } from "./record";
import { createBatchSender } from "./send-batch";
import { type Task, takeBatch } from "./task";

export type Recorded = {
  readonly decision: "allow" | "refuse";
  readonly rule: string | null;
  readonly ledgerSeq: number;
  /** When a limit refused: the end of its window. */
  readonly retryAt: Date | null;
};

export type Committer = {
  /**
   * Reserves every limit or none, and records the decision with its ledger entry. Resolves once that
   * is durable, with the decision that stands: a limit can still refuse. Rejects with `unavailable`
   * when it is not durable in time; the call must not go on then.
   */
  decide(call: CallToDecide): Promise<Recorded>;
  /** Records how a call ended, and charges or refunds. Tried again until it is durable. */
  settle(call: CallToSettle): Promise<void>;
  /** Whether the last batch went through. */
  healthy(): boolean;
  /** Waits until everything handed over is durable, at most `milliseconds`. */
  drain(milliseconds: number): Promise<void>;
};

export type CommitterOptions = {
  readonly db: Database;
  readonly instanceId: string;
  /** How long a decision may wait for its commit, in milliseconds. */
  readonly deadline?: number;
};

/** What `(degraded: ledger)` means: the call was not made, since it could not be recorded. */
export const DEGRADED_LEDGER = "(degraded: ledger)";

const DEADLINE_MILLISECONDS = 2_000;
const MAX_UNDER_WAY = 2;
/** The least that is worth a second batch while one is under way. */
const MIN_FOLLOWING = 4;
const MAX_WAITING = 20_000;
const BUSY_MILLISECONDS = 3;
const RETRY_MILLISECONDS = 100;
/** How long an outcome that nobody waits for may wait for a decision to go with, in milliseconds. */
const COMPANY_MILLISECONDS = 5;

/**
 * Commits calls in batches: whatever arrived while the one ahead was being committed goes in the next.
 * No timer holds up a call. A second batch may follow the first down the same connection before that
 * is answered, so that the database does not wait for this process, which has calls to attend to; but
 * only one as large, since many small batches cost more than few large ones. Only an outcome that
 * nobody waits for is kept a few milliseconds for a decision to go with, so that a lone caller's next
 * call does not stand behind the commit of the one before. A batch whose answer is lost is
 * sent again; the database knows decisions by their id, so nothing happens twice.
 */
export function createCommitter(options: CommitterOptions): Committer {
  const deadline = options.deadline ?? DEADLINE_MILLISECONDS;
  const send = createBatchSender(options.db, options.instanceId);
  const waiting: Task[] = [];
  /** The awaited tasks of each batch that is under way. */
  const underWay = new Set<{ readonly awaited: number }>();
  let paused = false;
  let starting = false;
  let lonely: NodeJS.Timeout | undefined;
  let ok = true;

  function enqueue(task: Task): void {
    waiting.push(task);
    if (task.awaited) startSoon();
    else if (underWay.size === 0) waitForCompany();
  }

  function waitForCompany(): void {
    lonely ??= setTimeout(() => {
      lonely = undefined;
      start(true);
    }, COMPANY_MILLISECONDS);
  }

  /** The first of a burst waits for the rest of its own tick, and nothing else. */
  function startSoon(): void {
    if (starting) return;
    starting = true;
    queueMicrotask(() => {
      starting = false;
      start(false);
    });
  }

  /** Sends the next batch if it is its time; `alone` if even outcomes that nobody waits for must go. */
  function start(alone: boolean): void {
    if (paused || waiting.length === 0 || underWay.size >= MAX_UNDER_WAY) return;
    const awaited = waiting.reduce((count, task) => count + (task.awaited ? 1 : 0), 0);
    if (!isTime(awaited, alone)) return;
    clearTimeout(lonely);
    lonely = undefined;
    const batch = takeBatch(waiting);
    if (batch.length > 0) void carry(batch);
    else start(alone);
  }

  function isTime(awaited: number, alone: boolean): boolean {
    const [ahead] = underWay;
    if (ahead === undefined) return awaited > 0 || alone;
    return awaited >= Math.max(ahead.awaited, MIN_FOLLOWING);
  }

  /** Carries one batch through, and begins what follows it. */
  async function carry(batch: readonly Task[]): Promise<void> {
    const entry = { awaited: batch.filter((task) => task.awaited).length };
    underWay.add(entry);
    const pause = await commit(batch);
    underWay.delete(entry);
    if (pause > 0) {
      paused = true;
      setTimeout(() => {
        paused = false;
        start(true);
      }, pause);
      return;
    }
    start(false);
    if (waiting.length > 0 && underWay.size === 0) waitForCompany();
  }

  /** Commits one batch, and returns how long to wait before the next, in milliseconds. */
  async function commit(batch: readonly Task[]): Promise<number> {
    const careful = batch.some(
      ({ sent, settles }) => sent || !(settles === null || isWholeSettle(settles)),
    );
    for (const task of batch) task.sent = true;
    const decides = batch.flatMap((task) => task.decides ?? []);
    const settles = batch.flatMap((task) => task.settles ?? []);
    try {
      const answers = await send({ decides, settles, careful });
      ok = true;
      const busy = batch.filter((task, n) => !settleAnswer(task, answerTo(answers, n)));
      // Behind what others wait for, or a tenant whose log is held long would hold up every other.
      waiting.push(...busy);
      const allTried = busy.length > 0 && waiting.every(({ sent }) => sent);
      return allTried ? BUSY_MILLISECONDS : 0;
    } catch (error) {
      return await afterFailure(batch, error);
    }
  }

  function settleAnswer(task: Task, answer: Answer | undefined): boolean {
    if (answer === undefined) task.fail(new Error("the batch gave no answer for a task"));
    else if (answer.status === "busy") return false;
    else task.done(answer);
    return true;
  }

  async function afterFailure(batch: readonly Task[], error: unknown): Promise<number> {
    if (error instanceof Problem && error.code === "unavailable") {
      ok = false;
      waiting.unshift(...batch);
      return RETRY_MILLISECONDS;
    }
    // One task that the database cannot take must not fail the others: each alone shows which.
    if (batch.length > 1) {
      let pause = 0;
      for (const task of batch) pause = Math.max(pause, await commit([task]));
      return pause;
    }
    log.error("a call could not be recorded", { error });
    for (const task of batch) task.fail(error);
    return 0;
  }

  function decide(call: CallToDecide): Promise<Recorded> {
    if (waiting.length > MAX_WAITING) return Promise.reject(degraded());
    assertRecordable(call);
    return new Promise((resolve, reject) => {
      const task: Task = {
        decides: call,
        settles: null,
        awaited: true,
        abandoned: false,
        sent: false,
        done,
        fail,
      };
      const timer = setTimeout(() => {
        task.abandoned = true;
        reject(degraded());
      }, deadline);
      function done(answer: Answer): void {
        clearTimeout(timer);
        const { decision, rule, seq, retry_at } = answer;
        if (decision === null || seq === null) {
          fail(new Error("a decision came back without its number"));
          return;
        }
        if (!task.abandoned) {
          resolve({ decision, rule, ledgerSeq: Number(seq), retryAt: retry_at });
          return;
        }
        // Recorded as allowed after its caller was told no: it never went out, and is settled so.
        if (decision === "allow") {
          settle({
            ...call,
            outcome: "not_sent",
            upstreamStatus: null,
            durationMs: null,
            charge: false,
            ledgerSeq: Number(seq),
            limited: call.limits.length > 0,
          }).catch((error: unknown) => {
            // Nobody waits for it: left alone, it would end the process.
            log.error("a call that was given up could not be settled", { error });
          });
        }
      }
      function fail(error: unknown): void {
        clearTimeout(timer);
        reject(degraded(error));
      }
      enqueue(task);
    });
  }

  function settle(call: CallToSettle): Promise<void> {
    assertRecordable(call);
    return new Promise((resolve, reject) => {
      const done = () => resolve();
      enqueue({
        decides: null,
        settles: call,
        awaited: !call.charge,
        abandoned: false,
        sent: false,
        done,
        fail: reject,
      });
    });
  }

  async function drain(milliseconds: number): Promise<void> {
    start(true);
    const end = performance.now() + milliseconds;
    while ((waiting.length > 0 || underWay.size > 0) && performance.now() < end) {
      await new Promise((wake) => setTimeout(wake, 10));
    }
  }

  return { decide, settle, healthy: () => ok, drain };
}

function degraded(cause?: unknown): Problem {
  return new Problem("unavailable", {
    detail: "The ledger could not record the call, so the call was not made.",
    extensions: { rule: DEGRADED_LEDGER },
    cause,
  });
}
