import { expect, it } from "vitest";
import { StepClock } from "./step-clock";

it("never runs back, and gives a step that was passed over no time of its own", () => {
  const clock = new StepClock();
  clock.end("authenticate");
  clock.end("judge");
  const [authenticate, read, session, judge, ...rest] = clock.ended();
  expect([read, session]).toEqual([authenticate, authenticate]);
  expect(judge).toBeGreaterThanOrEqual(authenticate ?? Number.NaN);
  expect(rest).toEqual([]);
});

it("keeps the first end of a step", async () => {
  const clock = new StepClock();
  clock.end("authenticate");
  const first = clock.ended();
  await new Promise((wake) => setTimeout(wake, 2));
  clock.end("authenticate");
  expect(clock.ended()).toEqual(first);
});

it("gives what was noted by then, whatever is noted afterwards", () => {
  const clock = new StepClock();
  clock.end("authenticate");
  const then = clock.ended();
  clock.end("read");
  expect(then).toHaveLength(1);
});
