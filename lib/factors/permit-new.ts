import { requireStepUp } from "@/lib/access";
import type { Tx } from "@/lib/db";
import { countFactors } from "@/lib/identity";
import { Problem } from "@/lib/kernel";
import type { Prover } from "./prover";

/** How many passkeys one member may have. */
const MOST_FACTORS = 12;

/**
 * Who may add a factor. Within a session it asks for a fresh proof. A sign-in that waits may add one
 * only for a member who has none: or whoever has another's password would add a factor of their own
 * instead of proving the one they lack. Asked under the lock of the member.
 */
export async function permitNewFactor(tx: Tx, { caller }: Prover): Promise<void> {
  const { tenantId, memberId } = caller;
  const held = await countFactors(tx, tenantId, memberId);
  if (caller.session === undefined) {
    if (held > 0) throw new Problem("forbidden", { detail: "Prove the factor that you have." });
  } else {
    await requireStepUp(tx, caller, "factors.change");
  }
  if (held >= MOST_FACTORS)
    throw new Problem("conflict", { detail: `A member has at most ${MOST_FACTORS} factors.` });
}
