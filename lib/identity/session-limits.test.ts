import { describe, expect, it } from "vitest";
import {
  absoluteLimit,
  idleLimit,
  remintIsDue,
  SESSION_LIMITS,
  touchIsDue,
} from "./session-limits";

const start = new Date("2026-11-02T08:00:00Z");
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const expiresAt = absoluteLimit(start);
const times = { mintedAt: start, seenAt: start };

describe("a session's limits", () => {
  it("never lets use push the idle limit beyond the absolute one", () => {
    expect(idleLimit(later(20 * 3600), expiresAt)).toEqual(expiresAt);
    expect(idleLimit(later(3600), expiresAt)).toEqual(later(3600 + SESSION_LIMITS.idleSeconds));
  });

  it("replaces the token at most every 900 seconds", () => {
    expect(remintIsDue(times, later(899))).toBe(false);
    expect(remintIsDue(times, later(900))).toBe(true);
  });

  it("writes use down at most once a minute", () => {
    expect(touchIsDue(times, later(59))).toBe(false);
    expect(touchIsDue(times, later(60))).toBe(true);
  });
});
