import { describe, expect, it } from "vitest";
import { POLICY_SECTIONS } from "@/lib/access";
import {
  absoluteLimit,
  idleLimit,
  remintIsDue,
  SESSION_LIMITS,
  type SessionKind,
  touchIsDue,
} from "./session-limits";

const start = new Date("2026-11-02T08:00:00Z");
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const times = { mintedAt: start, seenAt: start };
const policy = POLICY_SECTIONS.sessions.parse({});

describe("a session's limits", () => {
  it.each([
    ["browser", 24 * 3600, 8 * 3600],
    ["client", 90 * 86_400, 14 * 86_400],
  ] as [SessionKind, number, number][])("are for a %s those of the policy", (kind, all, idle) => {
    const end = absoluteLimit(policy, kind, start);
    expect(end).toEqual(later(all));
    expect(idleLimit(policy, kind, later(60), end)).toEqual(later(60 + idle));
  });

  it("never let use push the idle limit beyond the absolute one", () => {
    const end = absoluteLimit(policy, "browser", start);
    expect(idleLimit(policy, "browser", later(20 * 3600), end)).toEqual(end);
  });

  it("never outlast the cookie", () => {
    const longest = POLICY_SECTIONS.sessions.parse({ absoluteHours: 720 });
    const end = absoluteLimit(longest, "browser", start);
    expect(end).toEqual(later(SESSION_LIMITS.cookieSeconds));
    expect(POLICY_SECTIONS.sessions.safeParse({ absoluteHours: 721 }).success).toBe(false);
  });

  it("let nobody say an idle limit that the session does not live to see", () => {
    const wrong = [
      { idleMinutes: 61, absoluteHours: 1 },
      { clientIdleDays: 3, clientAbsoluteDays: 2 },
    ];
    for (const one of wrong) expect(POLICY_SECTIONS.sessions.safeParse(one).success).toBe(false);
  });

  it("replace the token at most every 900 seconds", () => {
    expect(remintIsDue(times, later(899))).toBe(false);
    expect(remintIsDue(times, later(900))).toBe(true);
  });

  it("have use written down at most once a minute", () => {
    expect(touchIsDue(times, later(59))).toBe(false);
    expect(touchIsDue(times, later(60))).toBe(true);
  });
});
