import { describe, expect, it } from "vitest";
import { countCrash, restartDelay } from "./back-off";

describe("restart back-off", () => {
  it.each([
    [1, 250],
    [2, 500],
    [3, 1000],
    [6, 8000],
    [7, 10_000],
    [1000, 10_000],
  ])("crash %i in a row waits %i ms", (crashes, delay) => {
    expect(restartDelay(crashes)).toBe(delay);
  });

  it("a child that stayed up half a minute starts from the first delay again", () => {
    expect(countCrash(6, 30_000)).toBe(1);
    expect(countCrash(6, 29_999)).toBe(7);
  });
});
