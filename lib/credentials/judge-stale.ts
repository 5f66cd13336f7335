/** A key that was used and has then been left alone for so long is stale. */
export const UNUSED_DAYS = 90;
/** A key that was never used is stale sooner: nobody will miss it. */
export const NEVER_USED_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

export type Staleness = "unused" | "never-used";

/** The instants before which a last use, or without one the creation, makes a key stale. */
export function staleBefore(at: Date): { readonly used: Date; readonly created: Date } {
  return {
    used: new Date(at.getTime() - UNUSED_DAYS * DAY_MS),
    created: new Date(at.getTime() - NEVER_USED_DAYS * DAY_MS),
  };
}

/**
 * Whether a key works and nobody seems to need it. One that was rotated is about to end and its
 * successor stands for it, so it is not counted.
 */
export function staleness(
  key: {
    readonly live: boolean;
    readonly rotatedAt: Date | null;
    readonly lastUsedAt: Date | null;
    readonly createdAt: Date;
  },
  at: Date,
): Staleness | null {
  if (!key.live || key.rotatedAt !== null) return null;
  const before = staleBefore(at);
  if (key.lastUsedAt !== null) return key.lastUsedAt < before.used ? "unused" : null;
  return key.createdAt < before.created ? "never-used" : null;
}
