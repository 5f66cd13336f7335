/**
 * SAML 2.0 on top of the broker: an answer is judged here, from its first byte, before the broker
 * sees it. Each tenant has an entity id and an address of its own for answers.
 */
export { beginSaml } from "./begin-saml";
export {
  createSamlConnection,
  readProvider,
  type SamlConnectionInput,
} from "./create-saml-connection";
export { mayBeginAtProvider } from "./may-begin-at-provider";
export { type SamlAddresses, samlAddresses } from "./names";
export { certificateOf, type IdentityProvider, validityOf } from "./read-idp-metadata";
export { SAML_REFUSALS, type SamlRefusal, SamlRefused } from "./refusals";
export { type SamlConnection, samlConnections, signsRequests } from "./saml-connection";
export { type SamlAnswer, type SamlOutcome, takeSamlAnswer } from "./take-saml-answer";
export { vouchedBySaml } from "./vouched-by-saml";
export { spMetadata } from "./write-metadata";
