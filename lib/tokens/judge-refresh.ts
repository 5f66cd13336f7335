/** So long after a refresh token was used the same client may show it again, in seconds. */
const GRACE_SECONDS = 10;

/**
 * What is to be done with a refresh token that was shown. One that was not used yet is exchanged. One
 * that was is either shown by the same client a moment later (two of its processes met, or an answer
 * was lost on the way), which is given what the first was given; or somebody has it who should not,
 * and nobody can say which of the two that is: then the whole line ends.
 */
export function judgeRefresh(
  token: { readonly usedAt: Date | null; readonly usedBy: Uint8Array | null },
  shown: { readonly by: Uint8Array; readonly at: Date },
): "exchange" | "repeat" | "end" {
  if (token.usedAt === null) return "exchange";
  const sameClient = token.usedBy !== null && Buffer.compare(token.usedBy, shown.by) === 0;
  const since = shown.at.getTime() - token.usedAt.getTime();
  return sameClient && since <= GRACE_SECONDS * 1000 ? "repeat" : "end";
}
