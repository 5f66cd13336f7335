import { expect, it } from "vitest";
import { staleness } from "./judge-stale";

const AT = new Date("2026-11-26T09:00:00.000Z");
const days = (count: number, ms = 0) => new Date(AT.getTime() - count * 86_400_000 - ms);
const key = { live: true, rotatedAt: null, lastUsedAt: null, createdAt: days(365) };

it.each([
  ["never used for 30 days and a moment", { createdAt: days(30, 1) }, "never-used"],
  ["never used for 30 days", { createdAt: days(30) }, null],
  ["unused for 90 days and a moment", { lastUsedAt: days(90, 1) }, "unused"],
  ["unused for 90 days", { lastUsedAt: days(90) }, null],
  ["used today, however old", { lastUsedAt: AT }, null],
  ["ended", { live: false }, null],
  ["rotated, and about to end", { rotatedAt: AT }, null],
])("a key %s is stale: %s", (_what, part, stale) => {
  expect(staleness({ ...key, ...part }, AT)).toBe(stale);
});
