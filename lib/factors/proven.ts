import type { SessionFactor } from "@/lib/identity";

/** What was proven: by which kind of factor, and which one; null for a recovery code. */
export type Proven = { readonly method: SessionFactor; readonly factorId: string | null };
/** Why nothing was proven, as a code, and of which factor. */
export type Refused = {
  readonly refused: string;
  readonly factorId: string | null;
  /** For how long no proof of it is taken from there, where that is why. */
  readonly heldSeconds?: number;
};
