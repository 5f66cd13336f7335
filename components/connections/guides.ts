import type { Vendor } from "@/lib/identity";
import type { Signatures } from "./signature-words";

export type Kind = "oidc" | "saml";
/** What of ours a provider asks for. */
export type OwnValues = {
  readonly redirectUri: string;
  readonly entityId: string;
  readonly acsUrl: string;
  readonly metadataUrl: string;
};
/** A field of the provider's own form, by the name it has there, and what to paste or choose. */
export type GuideLine = { readonly field: string; readonly value: string };
export type Guide = {
  readonly make: string;
  readonly lines: readonly GuideLine[];
  /** What the provider then shows, to be pasted here. */
  readonly back: string;
  /** What is known to go wrong there. */
  readonly note?: string;
};

type Words = readonly [make: string, back: string, note?: string];
type Saml = {
  readonly words: Words;
  readonly acs: string;
  readonly entity: string;
  readonly signing: readonly (readonly [string, string])[];
  /** The most that it can sign. */
  readonly signs: Signatures;
  /** What it signs by itself, and what to do about that. */
  readonly note: string;
};
type Oidc = { readonly words: Words; readonly redirect: string };

const OIDC: Readonly<Record<Vendor, Oidc>> = {
  okta: {
    words: [
      "Applications, Create App Integration: OIDC, Web Application.",
      "Issuer: https://<your organisation>.okta.com. Client ID and Client secret are on the application's General tab.",
    ],
    redirect: "Sign-in redirect URIs",
  },
  entra: {
    words: [
      "App registrations, New registration, for this directory only.",
      "Issuer: https://login.microsoftonline.com/<Directory (tenant) ID>/v2.0. Client id: Application (client) ID. The secret is the Value under Certificates & secrets.",
      "The address of common or organizations is refused: it would speak for every directory.",
    ],
    redirect: "Redirect URI (Web)",
  },
  google: {
    words: [
      "Google Cloud console, OAuth client of the type Web application, with the consent screen set to Internal.",
      "Issuer: https://accounts.google.com. Client ID and Client secret are those of the client.",
      "With an External consent screen anybody with a Google account reaches your door.",
    ],
    redirect: "Authorized redirect URIs",
  },
  ping: {
    words: [
      "Applications, Add: OIDC Web App.",
      "Issuer: the Issuer ID of the application's Configuration tab. Client ID and Client Secret are beside it.",
    ],
    redirect: "Redirect URIs",
  },
  auth0: {
    words: [
      "Applications, Create Application: Regular Web Application.",
      "Issuer: https://<Domain>. Domain, Client ID and Client Secret are on the Settings tab.",
    ],
    redirect: "Allowed Callback URLs",
  },
  keycloak: {
    words: [
      "Clients, Create client: OpenID Connect, with Client authentication on and Standard flow.",
      "Issuer: https://<host>/realms/<realm>. The secret is on the client's Credentials tab.",
    ],
    redirect: "Valid redirect URIs",
  },
  other: {
    words: [
      "A confidential client for the authorization code flow.",
      "The issuer, or the address of the discovery document; the client's id and secret.",
    ],
    redirect: "Redirect URI",
  },
};

const SAML: Readonly<Record<Vendor, Saml>> = {
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
    signing: [
      ["Signatures", "The response and the assertion"],
      ["Algorithm", "RSA with SHA-256 or stronger"],
    ],
    signs: "both",
    note: "Where the provider cannot sign both, choose below which of the two it signs.",
  },
};

/** What a vendor's SAML answers can have signed: what a new connection to it asks for. Pure. */
export function signedBy(vendor: Vendor): Signatures {
  return SAML[vendor].signs;
}

/** What to enter at a provider, and what to bring back. Pure. */
export function guideFor(vendor: Vendor, kind: Kind, own: OwnValues): Guide {
  if (kind === "oidc") {
    const { words, redirect } = OIDC[vendor];
    const [make, back, note] = words;
    return {
      ...{ make, back },
      ...(note === undefined ? {} : { note }),
      lines: [
        { field: redirect, value: own.redirectUri },
        { field: "Scopes", value: "openid email profile" },
      ],
    };
  }
  const saml = SAML[vendor];
  const [make, back] = saml.words;
  return {
    ...{ make, back, note: saml.note },
    lines: [
      { field: saml.acs, value: own.acsUrl },
      { field: saml.entity, value: own.entityId },
      ...saml.signing.map(([field, value]) => ({ field, value })),
    ],
  };
}
