/** Why somebody's factors are taken away: a closed list, since the ledger holds no free text. */
export const RESET_REASONS = {
  lost: "They lost the device or the codes",
  replaced: "They have another device now",
  stolen: "Somebody else may have them",
  other: "Another reason",
} as const;

export type ResetReason = keyof typeof RESET_REASONS;
