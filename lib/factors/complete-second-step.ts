import type { WaitingSignIn } from "@/lib/identity";
import type { Proof } from "./factor.schema";
import { finishSignIn, type WholeSignIn } from "./finish-sign-in";
import { proveFactor } from "./prove-factor";
import { type Rooms, waitingProver } from "./prover";

/**
 * Proves a factor for a sign-in that waits, which becomes a session by it.
 *
 * @throws Problem `factor_refused`, `factor_locked`, `unauthenticated` where nothing waits any more.
 */
export async function completeSecondStep(
  rooms: Rooms,
  waiting: WaitingSignIn,
  { proof, trust }: { readonly proof: Proof; readonly trust: boolean },
): Promise<WholeSignIn> {
  const { result } = await proveFactor(rooms, waitingProver(waiting), proof, (tx, proven) =>
    finishSignIn(tx, waiting, proven, trust),
  );
  return result;
}
