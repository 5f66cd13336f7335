/**
 * Our keys towards SAML identity providers, one installation's: the one that signs, the one that follows
 * it, and those before that still open answers.
 */
export { announceOwnKeys } from "./announce-own-keys";
export { keepOwnKey } from "./keep-own-key";
export type { OwnKeyRooms } from "./own-key";
export { checkOwnKeys, createOwnKeys, type OwnKeys, type PublishedCertificates } from "./own-keys";
export {
  beginOwnRotation,
  finishOwnRotation,
  listOwnKeys,
  MOST_DAYS,
  moveOwnKeysOn,
  OVERLAP_DAYS,
  type OwnKeyView,
} from "./rotate-own-keys";
export { viewOwnKeys } from "./view-own-keys";
