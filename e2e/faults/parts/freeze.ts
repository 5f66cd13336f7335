/*
 * PostgreSQL frozen as a whole: it neither answers nor refuses. Nothing may pass meanwhile, and
 * nobody waits longer than the deadline to be told so.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { postmasterOf, serverOf } from "./processes";
import { ACKNOWLEDGED } from "./record";
import type { Scene } from "./scene";
import { survives } from "./survives";

/** Longer than the gate waits for its batch, so that what became of that is in doubt. */
const FROZEN_MS = 6_000;
/** How long a call may take to be refused, and what a busy machine adds to that. */
const DEADLINE_MS = 2_000;
const SLACK_MS = 700;
/** What had been decided just before is on its way for as long: the upstream takes its time. */
const ON_ITS_WAY_MS = 1_200;

/** Stops every process of the server; the first one at first, so that no new one escapes. */
async function freeze(home: string, milliseconds: number): Promise<void> {
  const postmaster = postmasterOf(home);
  if (postmaster === null) throw new Error("There is no server to freeze.");
  process.kill(postmaster, "SIGSTOP");
  const all = serverOf(postmaster);
  for (const pid of all) process.kill(pid, "SIGSTOP");
  await sleep(milliseconds);
  for (const pid of all.reverse()) process.kill(pid, "SIGCONT");
}

/** Adds the test; the scene stands by the time it runs. */
export function describeFreeze(scene: () => Scene): void {
  it("refuses every call within the deadline, and lets none through", async ({ annotate }) => {
    const { house, memory } = scene();
    let begun = 0;
    let ended = 0;
    await survives(scene(), annotate, async () => {
      begun = Date.now();
      await freeze(house.place.home, FROZEN_MS);
      ended = Date.now();
    });
    // Those that the frost met, early enough to be answered before the thaw.
    const within = memory.calls.filter(
      ({ sentAt, endedAt }) =>
        endedAt > begun + ON_ITS_WAY_MS && sentAt < ended - DEADLINE_MS - SLACK_MS,
    );
    expect(within.length).toBeGreaterThan(0);
    expect(within.filter(({ answer }) => ACKNOWLEDGED.includes(answer))).toEqual([]);
    expect(within.filter(({ status }) => status !== 503)).toEqual([]);
    const slowest = Math.max(
      ...within.map(({ sentAt, endedAt }) => endedAt - Math.max(sentAt, begun)),
    );
    expect(slowest).toBeLessThan(DEADLINE_MS + SLACK_MS);
    const arrived = memory.arrivals.filter(({ at }) => at > begun + ON_ITS_WAY_MS && at < ended);
    expect(arrived).toEqual([]);
    annotate(`${within.length} calls while it was frozen, the slowest refusal ${slowest} ms`);
  });
}
