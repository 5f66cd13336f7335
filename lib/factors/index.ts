/**
 * Factors: how a member proves that it is they, beside the sign-in of their organisation. A code, a
 * challenge and what they open are used together and once; a wrong code locks nobody out elsewhere; a
 * sign-in that waits for its second step is no session.
 */
export { addPasskey, confirmTotp, steppedUpBy } from "./add-factor";
export { beginTotp, qrOf } from "./begin-totp";
export { completeSecondStep } from "./complete-second-step";
export { describeWaiting } from "./describe-waiting";
export { endDevice } from "./end-device";
export { type EnrolledSignIn, enrolAtSignIn } from "./enrol-at-sign-in";
export {
  addedFactorSchema,
  begunTotpSchema,
  ceremonySchema,
  factorsViewSchema,
  madeCodesSchema,
  newPasskeySchema,
  newTotpSchema,
  proofSchema,
  resetFactorsQuerySchema,
  resetFactorsSchema,
  totpCodeSchema,
} from "./factor.schema";
export type { WholeSignIn } from "./finish-sign-in";
export { type FactorsView, listFactorsOf, listOwnFactors } from "./list-factors";
export { makeRecoveryCodes } from "./make-recovery-codes";
export { creationOptions, requestOptions } from "./passkey";
export { signedInProver, waitingProver } from "./prover";
export { removeFactor } from "./remove-factor";
export { resetFactors } from "./reset-factors";
export { stepUp } from "./step-up";
