import { expect, it } from "vitest";
import { dueStage } from "./judge-due";

const day = (n: number) => new Date(Date.UTC(2027, 0, 1) + n * 86_400_000);
it.each([
  ["a month long, in its first week", 30, 5, null],
  ["a month long, eight days ahead", 30, 22, null],
  ["a month long, seven days ahead", 30, 23, "due-soon"],
  ["two days long, in its first half", 2, 0.9, null],
  ["two days long, in its second half", 2, 1, "due-soon"],
  ["on the moment", 30, 30, "overdue"],
  ["a year later", 30, 395, "overdue"],
])("%s", (_what, length, at, stage) => {
  expect(dueStage({ createdAt: day(0), dueAt: day(length) }, day(at))).toBe(stage);
});
