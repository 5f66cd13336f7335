/** How far a provider's clock may be from ours, in seconds. */
const SKEW_SECONDS = 120;

/**
 * Whether a person was authenticated for a request that asked for it, and not before: their provider
 * says when, and that is not before the request was made, nor still to come. A provider that does not
 * say when has not shown it.
 *
 * @param asked when the request was made, in seconds of the Unix epoch
 */
export function isAfresh(asked: number, authenticatedAt: Date | null, at: Date): boolean {
  if (authenticatedAt === null) return false;
  const told = authenticatedAt.getTime() / 1000;
  return told >= asked - SKEW_SECONDS && told <= at.getTime() / 1000 + SKEW_SECONDS;
}
