import type { Vendor } from "@/lib/identity";
import type { Words } from "./oidc-guides";
import type { Signatures } from "./signature-words";

type Saml = {
  readonly words: Words;
  readonly acs: string;
  readonly entity: string;
  readonly signing: readonly (readonly [string, string])[];
  /** The most that it can sign. */
  readonly signs: Signatures;
  /** How our metadata is called there, where it can be given as a whole. */
  readonly reads?: string;
  /** What it signs by itself, and what to do about that. */
  readonly note: string;
};
/** What each provider calls things where a SAML application is made. */
export const SAML_GUIDES: Readonly<Record<Vendor, Saml>> = {
  okta: {
    words: [
      "Applications, Create App Integration: SAML 2.0.",
      "The Metadata URL of the Sign On tab.",
    ],
    ...{ acs: "Single sign-on URL", entity: "Audience URI (SP Entity ID)" },
    signing: [
      ["Name ID format", "Persistent"],
      ["Response", "Signed"],
      ["Assertion Signature", "Signed"],
      ["Signature Algorithm", "RSA-SHA256"],
    ],
    signs: "both",
    note: "Okta signs both the response and the assertion unless it is told otherwise.",
  },
  entra: {
    words: [
      "Enterprise applications, Create your own application, Single sign-on: SAML.",
      "The App Federation Metadata Url under SAML Certificates.",
    ],
    acs: "Reply URL (Assertion Consumer Service URL)",
    entity: "Identifier (Entity ID)",
    signing: [
      ["Signing Option", "Sign SAML response and assertion"],
      ["Signing Algorithm", "SHA-256"],
    ],
    signs: "both",
    note: "Entra ID signs the assertion only until the Signing Option is changed.",
  },
  google: {
    words: [
      "Google Admin console, Apps, Web and mobile apps, Add custom SAML app.",
      "The metadata that Download Metadata gives, as a document.",
    ],
    ...{ acs: "ACS URL", entity: "Entity ID" },
    signing: [
      ["Signed response", "Not ticked"],
      ["Name ID format", "PERSISTENT"],
    ],
    signs: "assertion",
    note: "Google Workspace signs the assertion, or with Signed response ticked the response, never both. Left unticked, choose below that it must sign the assertion only; or use OpenID Connect.",
  },
  ping: {
    words: ["Applications, Add: SAML Application, Manually Enter.", "The IDP Metadata URL."],
    ...{ acs: "ACS URLs", entity: "Entity ID" },
    signing: [
      ["Signing", "Sign Assertion & Response"],
      ["Signing Algorithm", "RSA_SHA256"],
    ],
    signs: "both",
    note: "Ping signs the assertion only until Signing is changed.",
  },
  auth0: {
    words: [
      "Applications, Create Application, Addons: SAML2 Web App.",
      "https://<Domain>/samlp/metadata/<Client ID>",
    ],
    ...{ acs: "Application Callback URL", entity: "audience (in Settings)" },
    signing: [
      ["signatureAlgorithm (in Settings)", "rsa-sha256"],
      ["digestAlgorithm (in Settings)", "sha256"],
      ["signResponse (in Settings)", "false"],
    ],
    signs: "assertion",
    note: "Auth0 signs the assertion, or with signResponse the response, never both; and by SHA-1, which is refused, until the two algorithms are set. Choose below that it must sign the assertion only; or use OpenID Connect.",
  },
  keycloak: {
    words: [
      "Clients, Create client: SAML.",
      "https://<host>/realms/<realm>/protocol/saml/descriptor",
    ],
    ...{ acs: "Assertion Consumer Service POST Binding URL", entity: "Client ID" },
    signing: [
      ["Name ID format", "persistent"],
      ["Sign documents", "On"],
      ["Sign assertions", "On"],
      ["Signature algorithm", "RSA_SHA256"],
      ["Client signature required", "Off"],
    ],
    signs: "both",
    note: "Keycloak signs the response only until Sign assertions is on.",
  },
  other: {
    words: ["A SAML 2.0 service provider.", "The metadata, by its address or as a document."],
    ...{ acs: "Assertion consumer service (HTTP-POST)", entity: "Entity ID, audience" },
    reads: "Our metadata, where it takes that",
    signing: [
      ["Name ID", "Persistent: the same for a person at every sign-in, and never transient"],
      ["Signatures", "The response and the assertion"],
      ["Algorithm", "RSA with SHA-256 or stronger"],
    ],
    signs: "both",
    note: "Where the provider cannot sign both, choose below which of the two it signs.",
  },
};
