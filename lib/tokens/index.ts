/**
 * Tokens: how clients other than browsers come in. A signed access token for a quarter of an hour, a
 * refresh token that changes at every use and ends its whole line when it is used twice, and the
 * installation's signing keys. All of a client's tokens hang on one session and end with it.
 */
export { beginDeviceSignIn } from "./begin-device-sign-in";
export {
  decideDeviceSignIn,
  findDeviceSignIn,
  type WaitingSignIn,
} from "./decide-device-sign-in";
export { issueAccessToken } from "./issue-access-token";
export { redeemDeviceCode } from "./redeem-device-code";
export { refreshKey } from "./refresh-line";
export { refreshSession } from "./refresh-session";
export { resolveTokenCaller } from "./resolve-token-caller";
export { fillSigningKeys, rotateIfDue, rotateSigningKeys } from "./rotate-signing-keys";
export type { Sealer } from "./seal-key";
export {
  API_AUDIENCE,
  type Audience,
  createSigningKeys,
  GATE_AUDIENCE,
  type SigningKeys,
} from "./signing-keys";
export { shownUserCode } from "./user-code";
