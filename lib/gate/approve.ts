import type { Verdict } from "./decide";

/** A verdict that waits for nobody any more. */
export type ApprovedVerdict = Verdict & { readonly approval: string | null };

/**
 * Step 6. Holds a call that needs a person's approval. Approvals are not part of this release:
 * `approve_if` has refused under its own rule in step 5, so nothing is held here.
 */
export function approve(verdict: Verdict): ApprovedVerdict {
  return { ...verdict, approval: null };
}
