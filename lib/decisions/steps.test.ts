import { expect, it } from "vitest";
import { GATE_STEPS, stepDurations } from "./steps";

it("gives what each step took, from when each ended", () => {
  expect(stepDurations([100, 250, 250, 400])).toEqual([
    { step: "authenticate", microseconds: 100 },
    { step: "read", microseconds: 150 },
    { step: "session", microseconds: 0 },
    { step: "judge", microseconds: 150 },
  ]);
});

it("has nothing to say of a call without steps, and nothing of steps it does not know", () => {
  expect(stepDurations([])).toEqual([]);
  expect(stepDurations(Array.from({ length: 9 }, (_, n) => n))).toHaveLength(GATE_STEPS.length);
});
