import { describe, expect, it } from "vitest";
import { axisLabel, niceTop, rangeFrom, stepLabel, windowOf } from "./range";

describe("the window of a range", () => {
  it("holds now in its last step and moves by whole steps", () => {
    const now = Date.parse("2026-11-26T09:31:07.500Z");
    const { from, to, buckets } = windowOf("hour", now);
    expect([from.toISOString(), to.toISOString(), buckets]).toEqual([
      "2026-11-26T08:32:00.000Z",
      "2026-11-26T09:32:00.000Z",
      60,
    ]);
    expect(windowOf("hour", now + 20_000).from).toEqual(from);
  });
  it("is a day unless the address names another", () => {
    expect(rangeFrom(undefined)).toBe("day");
    expect(rangeFrom("year")).toBe("day");
    expect(rangeFrom("week")).toBe("week");
  });
});

it("labels a step by its hour, with its day in a week", () => {
  expect(stepLabel("2026-11-26T09:30:00.000Z", "day")).toBe("09:30");
  expect(stepLabel("2026-11-26T09:00:00.000Z", "week")).toBe("26 Nov 09:00");
  expect(axisLabel("2026-11-06T09:00:00.000Z", "week")).toBe("6 Nov");
  expect(axisLabel("2026-11-06T09:00:00.000Z", "hour")).toBe("09:00");
});

it.each([
  [0, 4],
  [3, 4],
  [7, 8],
  [9, 10],
  [11, 12],
  [13, 16],
  [102, 120],
  [340, 400],
  [801, 1000],
])("a highest value of %d has a scale up to %d", (highest, top) => {
  expect(niceTop(highest)).toBe(top);
});
