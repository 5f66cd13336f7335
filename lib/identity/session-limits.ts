/**
 * How long a browser session lasts. Prose first, since every number here is a promise:
 *
 * - A session ends 24 hours after sign-in, whatever happens in it.
 * - It ends 8 hours after it was last used.
 * - Its token is replaced at most every 15 minutes. The token before stays valid for 30 seconds
 *   more, so that requests already under way with it are not thrown out.
 * - Use is written down at most once a minute: the idle limit may then be short by that minute,
 *   never long.
 *
 * Both limits stand in the session's row, and the database judges them whenever a token is looked
 * up (`portcullis.resolve_session`).
 */
export const SESSION_LIMITS = {
  absoluteSeconds: 24 * 60 * 60,
  idleSeconds: 8 * 60 * 60,
  remintSeconds: 900,
  graceSeconds: 30,
  touchSeconds: 60,
} as const;

/** When a session that is used at `at` ends unless it is used again. */
export function idleLimit(at: Date, expiresAt: Date): Date {
  return new Date(Math.min(at.getTime() + SESSION_LIMITS.idleSeconds * 1000, expiresAt.getTime()));
}

/** When a session that begins at `at` ends for good. */
export function absoluteLimit(at: Date): Date {
  return new Date(at.getTime() + SESSION_LIMITS.absoluteSeconds * 1000);
}

/** Whether the session's token is old enough to be replaced. */
export function remintIsDue(times: { readonly mintedAt: Date }, at: Date): boolean {
  return at.getTime() - times.mintedAt.getTime() >= SESSION_LIMITS.remintSeconds * 1000;
}

/** Whether the use of the session should be written down again. */
export function touchIsDue(times: { readonly seenAt: Date }, at: Date): boolean {
  return at.getTime() - times.seenAt.getTime() >= SESSION_LIMITS.touchSeconds * 1000;
}
