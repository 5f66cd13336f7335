import { expect, it } from "vitest";
import { describeLimit } from "./describe-rule";

it.each([
  [1, "1 call a minute for each grant"],
  [30, "30 calls a minute for each grant"],
])("a limit of %i is said as one says it", (max, words) => {
  expect(describeLimit({ counter: "c", window: "minute", max, scope: "grant" })).toBe(words);
});
