/**
 * OpenID Connect: a provider is asked, and its answer judged, here. The broker keeps the connections
 * and sees no sign-in.
 */
export { type Asked, beginOidc } from "./begin-oidc";
export { exchangeOidc } from "./exchange-oidc";
export { type OidcConnection, oidcConnection } from "./oidc-connection";
export { OIDC_REFUSALS, type OidcRefusal, OidcRefused } from "./refusals";
export { OIDC_CODE, takeOidcAnswer } from "./take-oidc-answer";
