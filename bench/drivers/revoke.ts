/*
 * A session ended, and the next request under it refused: from the moment ending it is asked for, to
 * the refusal. A session that is still let in after it was ended fails the measurement.
 */
import { systemCaller } from "@/lib/access";
import { withTenant } from "@/lib/db";
import { endOneSession, resolveSessionCaller, startSession } from "@/lib/identity";
import { newId } from "@/lib/kernel";
import { answerQuestions, sayReady } from "../process/answer";
import { openHouse, readFacts } from "../process/house-facts";
import type { Slot, SlotResult } from "../process/slot";

const facts = readFacts();
const { tenantId, workspaceId } = facts.tenant;
const { BENCH_MEMBER: memberId = "" } = process.env;
const db = openHouse(facts, 2);
const caller = systemCaller("bench", { tenantId, workspaceIds: [workspaceId] });

/** Milliseconds for one session. */
async function endOne(): Promise<number> {
  const { id, token } = await withTenant(db, caller, (tx) =>
    startSession(tx, { tenantId, memberId, userAgent: null, address: null }),
  );
  const text = token.reveal();
  const ask = () => resolveSessionCaller({ db }, text, { requestId: newId(), source: "console" });
  if ((await ask()) === null) throw new Error("a session was not there");
  const begun = performance.now();
  await endOneSession({ db }, caller, id);
  if ((await ask()) !== null) throw new Error("a session that was ended was let in");
  return performance.now() - begun;
}

answerQuestions(async ({ milliseconds, warmUp }: Slot): Promise<SlotResult> => {
  const times: number[] = [];
  const from = performance.now() + warmUp;
  let total = 0;
  while (performance.now() < from + milliseconds) {
    const time = await endOne();
    total++;
    if (performance.now() >= from) times.push(time);
  }
  const sorted = times.sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  const seconds = sorted.reduce((sum, time) => sum + time, 0) / 1000;
  return { done: sorted.length, seconds, total, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
});
sayReady();
