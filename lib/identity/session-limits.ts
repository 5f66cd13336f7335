import type { PolicyOf } from "@/lib/access";

/**
 * How long a session lasts. Prose first, since every number here is a promise:
 *
 * - A session ends so long after sign-in, and so long after it was last used, as the organisation's
 *   policy says for its kind: a browser's, or that of a client such as the command line.
 * - A browser's token is replaced at most every 15 minutes. The token before stays valid for 30
 *   seconds more, so that requests already under way with it are not thrown out.
 * - Use is written down at most once a minute: the idle limit may then be short by that minute,
 *   never long.
 *
 * Both limits stand in the session's row, and the database judges them whenever a token is looked
 * up (`portcullis.resolve_session`). A policy that becomes stricter shortens the rows that stand.
 */
export const SESSION_LIMITS = {
  /** How long a browser keeps the cookie: as long as any policy lets a session last. */
  cookieSeconds: 720 * 60 * 60,
  remintSeconds: 900,
  graceSeconds: 30,
  touchSeconds: 60,
} as const;

export type SessionKind = "browser" | "client";

const HOUR_MS = 60 * 60 * 1000;

/** When a session of a kind that is used at `at` ends unless it is used again. */
export function idleLimit(
  policy: PolicyOf<"sessions">,
  kind: SessionKind,
  at: Date,
  expiresAt: Date,
): Date {
  const idle = kind === "browser" ? policy.idleMinutes / 60 : policy.clientIdleDays * 24;
  return new Date(Math.min(at.getTime() + idle * HOUR_MS, expiresAt.getTime()));
}

/** When a session of a kind that begins at `at` ends for good. */
export function absoluteLimit(policy: PolicyOf<"sessions">, kind: SessionKind, at: Date): Date {
  const hours = kind === "browser" ? policy.absoluteHours : policy.clientAbsoluteDays * 24;
  return new Date(at.getTime() + hours * HOUR_MS);
}

/** Whether the session's token is old enough to be replaced. */
export function remintIsDue(times: { readonly mintedAt: Date }, at: Date): boolean {
  return at.getTime() - times.mintedAt.getTime() >= SESSION_LIMITS.remintSeconds * 1000;
}

/** Whether the use of the session should be written down again. */
export function touchIsDue(times: { readonly seenAt: Date }, at: Date): boolean {
  return at.getTime() - times.seenAt.getTime() >= SESSION_LIMITS.touchSeconds * 1000;
}
