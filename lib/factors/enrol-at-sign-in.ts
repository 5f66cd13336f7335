import type { Tx } from "@/lib/db";
import type { WaitingSignIn } from "@/lib/identity";
import type { Secret } from "@/lib/kernel";
import { type AndThen, addPasskey, confirmTotp } from "./add-factor";
import type { NewPasskey } from "./factor.schema";
import { finishSignIn, type WholeSignIn } from "./finish-sign-in";
import { putRecoveryCodes } from "./make-recovery-codes";
import type { Proven } from "./proven";
import { type Rooms, waitingProver } from "./prover";

/** A sign-in made whole by a first factor, with the recovery codes that go with that. */
export type EnrolledSignIn = WholeSignIn & { readonly codes: readonly Secret[] };

export type Enrolment =
  | { readonly kind: "totp"; readonly id: string; readonly code: string }
  | ({ readonly kind: "passkey" } & NewPasskey);

/**
 * Adds the first factor of a member who must have one, at the sign-in that waits for it. The factor,
 * its recovery codes and the session are one change.
 *
 * @throws Problem `factor_refused`, `forbidden` for who has a factor already, `unauthenticated`.
 */
export async function enrolAtSignIn(
  rooms: Rooms,
  waiting: WaitingSignIn,
  enrolment: Enrolment,
  trust: boolean,
): Promise<EnrolledSignIn> {
  const prover = waitingProver(waiting);
  const { tenantId, memberId } = waiting.caller;
  const then: AndThen<EnrolledSignIn> = async (tx: Tx, proven: Proven) => {
    const whole = await finishSignIn(tx, waiting, proven, trust);
    const set = await putRecoveryCodes(tx, tenantId, memberId);
    return {
      result: { ...whole.result, codes: set.codes },
      also: [set.entry, whole.entry, ...whole.also],
    };
  };
  const { result } =
    enrolment.kind === "totp"
      ? await confirmTotp(rooms, prover, enrolment, then)
      : await addPasskey(rooms, prover, enrolment, then);
  return result;
}
