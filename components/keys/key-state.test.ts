import { describe, expect, it } from "vitest";
import { oldEnds, overlapSeconds, overlapWords, revokeWords, rotateWords } from "./key-state";

const NOW = Date.parse("2026-11-26T09:00:00Z");

it("says what a revocation ends", () => {
  expect(revokeWords(null, NOW)).toBe("Revoke key: it was never used");
  expect(revokeWords("2026-11-26T08:57:00Z", NOW)).toBe("Revoke key: last used 3 min ago");
});

it.each([
  ["90", "minutes", 5400],
  ["1.5", "hours", 5400],
  ["7", "days", 604_800],
  ["", "days", Number.NaN],
  ["soon", "days", Number.NaN],
] as const)("%j %s are %d seconds", (amount, unit, seconds) => {
  expect(overlapSeconds(amount, unit)).toBe(seconds);
});

it.each([
  [86_400, "24 hours"],
  [5400, "90 minutes"],
  [7200, "2 hours"],
  [172_800, "2 days"],
  [90, "1.5 minutes"],
])("%d seconds are %s", (seconds, words) => expect(overlapWords(seconds)).toBe(words));

describe("a rotation", () => {
  it("says what becomes of the old key", () => {
    expect(rotateWords(0)).toBe("Rotate key: the old one ends now");
    expect(rotateWords(3600)).toBe("Rotate key: both work for 1 hour");
    expect(rotateWords(Number.NaN)).toBe("Rotate key");
  });

  it("says when the old key ends, and that its own end comes first where it does", () => {
    expect(oldEnds(3600, null, NOW)).toContain("2026-11-26 10:00:00 UTC, exactly");
    expect(oldEnds(3600, "2026-11-26T09:30:00Z", NOW)).toContain("before that");
    expect(oldEnds(-1, null, NOW)).toBeNull();
  });
});
