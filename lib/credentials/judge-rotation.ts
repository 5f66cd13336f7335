import { type Caller, mayDo, type Permission } from "@/lib/access";

/** What of a key decides whether and how it can be rotated. */
export type RotatingKey = {
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly rotatedAt: Date | null;
};

/**
 * A key is rotated once, while it works: its successor is the one to rotate next. One that was
 * revoked or has expired has no successor, or whoever kept an old token could bring it back.
 */
export function rotationRefusal(
  key: RotatingKey,
  at: Date,
): "already_rotated" | "key_ended" | null {
  if (key.revokedAt !== null) return "key_ended";
  if (key.rotatedAt !== null) return "already_rotated";
  return key.expiresAt !== null && key.expiresAt <= at ? "key_ended" : null;
}

/** The old key ends when the overlap does, and never later than it would have without a rotation. */
export function overlapEnd(key: RotatingKey, at: Date, overlapSeconds: number): Date {
  const end = new Date(at.getTime() + overlapSeconds * 1000);
  return key.expiresAt !== null && key.expiresAt < end ? key.expiresAt : end;
}

/**
 * Whether a caller may make a credential with this end. A key that ends by itself cannot make one
 * that outlives it: it would lengthen its own life.
 */
export function endIsWithinOwn(caller: Pick<Caller, "endsAt">, end: Date | null): boolean {
  if (caller.endsAt == null) return true;
  return end !== null && end <= caller.endsAt;
}

/** What a key holds and the caller does not: whoever rotated it would be shown more than is theirs. */
export function notHeldBy(
  caller: Pick<Caller, "permissions">,
  capabilities: readonly string[],
): string[] {
  return capabilities.filter((name) => !mayDo(caller, name as Permission));
}
