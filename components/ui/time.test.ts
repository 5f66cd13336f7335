import { describe, expect, it } from "vitest";
import { ago, count, duration, plural, utc } from "./time";

const NOW = Date.parse("2026-11-26T09:31:07.500Z");

describe("ago", () => {
  it.each([
    ["2026-11-26T09:31:06Z", "just now"],
    ["2026-11-26T09:30:25Z", "43 s ago"],
    ["2026-11-26T09:28:00Z", "3 min ago"],
    ["2026-11-26T06:00:00Z", "3 h ago"],
    ["2026-11-20T06:00:00Z", "6 d ago"],
    ["2026-09-01T06:00:00Z", "2026-09-01"],
    ["2026-11-26T12:00:00Z", "in 2 h"],
  ])("%s is %s", (iso, words) => expect(ago(iso, NOW)).toBe(words));
});

it("shows an instant in UTC to the second", () => {
  expect(utc("2026-11-26T10:31:07.499+01:00")).toBe("2026-11-26 09:31:07 UTC");
});

it.each([
  [8.4, "8 ms"],
  [2400, "2.4 s"],
  [180_000, "3 min"],
])("%d ms is %s", (ms, words) => expect(duration(ms)).toBe(words));

it("sets thousands apart and agrees in number", () => {
  expect(count(1234567)).toBe("1\u2009234\u2009567");
  expect(plural(1, "call")).toBe("1 call");
  expect(plural(2000, "entry", "entries")).toBe("2\u2009000 entries");
});
