import { expect, it } from "vitest";
import { growthOf } from "./soak";

const line = (from: number, step: number, count: number) =>
  Array.from({ length: count }, (_, n) => [n, from + step * n] as const);

it("growth is what a straight line through the samples gains, as a share of their mean", () => {
  expect(growthOf(line(100, 0, 20))).toBe(0);
  // From 100 to 110, around 105.
  expect(growthOf(line(100, 1, 11))).toBeCloseTo(10 / 105);
  expect(growthOf(line(100, -1, 11))).toBeLessThan(0);
});

it("one sample, or none of anything, is no growth", () => {
  expect(growthOf(line(100, 1, 1))).toBe(0);
  expect(growthOf(line(0, 0, 5))).toBe(0);
});
