import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import type { Scene } from "./scene";

export type Annotate = (message: string) => unknown;

/**
 * Puts the house under load, does the harm at a moment that nobody chose, and holds the house to its
 * promises: it is up again by itself, nothing that was acknowledged is lost, nothing happened twice
 * or without proof, quotas are exact, no call stays open, and the ledger is whole.
 */
export async function survives(
  scene: Scene,
  annotate: Annotate,
  harm: () => Promise<void> | void,
): Promise<void> {
  const { load, memory, house } = scene;
  const before = memory.calls.length;
  load.start();
  await sleep(700 + Math.random() * 1_500);
  const since = Date.now();
  await harm();
  const milliseconds = await scene.recovered(since);
  await load.stop();
  await scene.quiet(since);
  expect(await scene.complaints()).toEqual([]);
  expect(await house.ledgerIsWhole()).toBe(true);
  const calls = memory.calls.slice(before);
  const count = (answer: string) => calls.filter((call) => call.answer === answer).length;
  expect(count("passed")).toBeGreaterThan(0);
  // Whoever asks is answered or cut off, and does not hang; no fault is one nobody thought of.
  expect(count("late")).toBe(0);
  expect(calls.filter(({ status }) => status === 500)).toEqual([]);
  annotate(
    `back after ${milliseconds} ms; of ${calls.length} calls ${count("passed")} passed, ` +
      `${count("failed")} failed, ${count("refused")} were refused, ` +
      `${count("problem")} got a problem, ${count("lost")} no answer`,
  );
}
