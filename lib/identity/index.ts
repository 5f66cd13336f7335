/**
 * Identity: who is at the door. Sign-in through the organisation's own provider, and the opaque
 * browser session that follows; a person is known by (connection, subject), and a session is read
 * from the database on every request.
 */
export { authorize, type BrokerProfile, readAsked } from "./broker-flow";
export type { Claims } from "./claims";
export { clientOf } from "./client-of";
export {
  completeSignIn,
  type SignInInput,
  type SignInRefusal,
  type SignInResult,
} from "./complete-sign-in";
export {
  announceEnding,
  beginTest,
  type ConnectionState,
  type ConnectionTestView,
  type ConnectionView,
  changeConnection,
  changeConnectionState,
  changedStateSchema,
  completeTest,
  connectionChangeSchema,
  connectionReceiptSchema,
  connectionRenewalSchema,
  connectionStateSchema,
  connectionTestSchema,
  connectionViewSchema,
  countRecoveryCodes,
  createConnection,
  createdConnectionSchema,
  createRecoveryCodes,
  getConnection,
  getTest,
  listConnections,
  newConnectionSchema,
  removeConnection,
  renewConnection,
  VENDORS,
  type Vendor,
} from "./connections";
export { type HeldConnection, holdConnection } from "./connections/hold-connection";
export {
  deviceCookie,
  deviceCookieName,
  noSecondStepCookie,
  noSessionCookie,
  noSignInCookie,
  parseCookies,
  SECOND_STEP_COOKIE,
  SESSION_COOKIE,
  SIGN_IN_COOKIE,
  secondStepCookie,
  sessionCookie,
  signInCookie,
} from "./cookies";
export { createOidcConnection, type OidcConnectionInput } from "./create-oidc-connection";
export {
  addDomain,
  addedDomainSchema,
  changeDomain,
  checkedDomainSchema,
  type DomainView,
  domainChangeSchema,
  domainOf,
  domainReceiptSchema,
  domainViewSchema,
  listDomains,
  mayVouchFor,
  newDomainSchema,
  recheckDomains,
  removeDomain,
  type TxtResolver,
  verifyDomain,
} from "./domains";
export { endSession } from "./end-session";
export { findConnection, usableConnections } from "./find-connection";
export { heedClientChange } from "./heed-client-change";
export { CALLBACK_PATH, type Jackson, OIDC_RESPONSE_PATH, openJackson, PRODUCT } from "./jackson";
export { type Client, clientChange, deviceClass, networkOf } from "./judge-client";
export { beginFlow, endFlowCookies, finishFlow, type SignInDoor } from "./next-auth";
export {
  beginOidc,
  exchangeOidc,
  OIDC_REFUSALS,
  type OidcRefusal,
  OidcRefused,
  oidcConnection,
  takeOidcAnswer,
} from "./oidc";
export {
  announceOwnKeys,
  beginOwnRotation,
  checkOwnKeys,
  finishOwnRotation,
  listOwnKeys,
  MOST_DAYS,
  moveOwnKeysOn,
  OVERLAP_DAYS,
  type OwnKeyRooms,
  type OwnKeyView,
} from "./own-keys";
export { type ProviderConfig, providerReach } from "./provider-reach";
export {
  announceOutages,
  countFailingProviders,
  type FailingProvider,
  listFailingProviders,
  watchProviders,
} from "./providers";
export { type RefusedSignIn, recordRefusal } from "./record-refusal";
export { type RecoveryInput, recoverOwner } from "./recover-owner";
export { remintSession } from "./remint-session";
export { requireFreshWhileDegraded } from "./require-fresh-while-degraded";
export {
  resolveClientSessionCaller,
  resolveSessionCaller,
  type SessionRequest,
} from "./resolve-session-caller";
export { returnTo } from "./return-to";
export {
  beginSaml,
  certificateOf,
  createSamlConnection,
  type IdentityProvider,
  mayBeginAtProvider,
  readProvider,
  SAML_REFUSALS,
  type SamlAddresses,
  type SamlConnectionInput,
  type SamlOutcome,
  type SamlRefusal,
  samlAddresses,
  samlConnections,
  signsRequests,
  spMetadata,
  takeSamlAnswer,
  validityOf,
  vouchedBySaml,
} from "./saml";
export { askStandingSession } from "./second-step/ask-standing-session";
export { countFactors } from "./second-step/count-factors";
export { endFactors, endWhatHungOn } from "./second-step/end-factors";
export { isRequired } from "./second-step/judge-second-step";
export { endBrowsers, type KnownDevice, noteDevice } from "./second-step/known-device";
export { SECOND_STEP_SECONDS } from "./second-step/limits";
export { resolveSecondStep, type WaitingSignIn } from "./second-step/resolve-second-step";
export type { WaitingCaller } from "./second-step/waiting-caller";
export type { SessionCaller } from "./session-caller";
export { absoluteLimit, idleLimit, SESSION_LIMITS } from "./session-limits";
export { describeDevice } from "./sessions/describe-device";
export {
  type EndedSessions,
  endOneSession,
  endOtherSessions,
  endSessionsOf,
} from "./sessions/end-sessions";
export { listOwnSessions, listSessions, type SessionView } from "./sessions/list-sessions";
export {
  endedSessionsSchema,
  type SessionFilter,
  sessionFilterSchema,
  sessionViewSchema,
} from "./sessions/session.schema";
export {
  connectByLink,
  createdSetupLinkSchema,
  createSetupLink,
  listSetupLinks,
  newSetupLinkSchema,
  type OpenedLink,
  openSetupLink,
  revokeSetupLink,
  type SetupLinkView,
  setupLinkReceiptSchema,
  setupLinkViewSchema,
} from "./setup-links";
export { type SignInState, signInStateKey, signState, verifyState } from "./sign-in-state";
export {
  type SessionFactor,
  shownAgent,
  startClientSession,
  startSession,
} from "./start-session";
export {
  findTrace,
  listTraces,
  noteTrace,
  refusalWords,
  type Trace,
  type TraceView,
  traceViewSchema,
  writeTrace,
} from "./traces";
