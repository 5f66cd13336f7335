import type { Vendor } from "@/lib/identity";

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

const BOTH = "Both the response and the assertion must be signed.";

const SAML: Readonly<Record<Vendor, Saml | { readonly instead: string }>> = {
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
  },
  google: {
    instead:
      "Google Workspace signs the response or the assertion, not both, and here both must be. Use OpenID Connect.",
  },
  ping: {
    words: ["Applications, Add: SAML Application, Manually Enter.", "The IDP Metadata URL."],
    ...{ acs: "ACS URLs", entity: "Entity ID" },
    signing: [
      ["Signing", "Sign Assertion & Response"],
      ["Signing Algorithm", "RSA_SHA256"],
    ],
  },
  auth0: {
    instead:
      "Auth0 signs the response or the assertion, not both, and here both must be. Use OpenID Connect.",
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
  },
  other: {
    words: ["A SAML 2.0 service provider.", "The metadata, by its address or as a document."],
    ...{ acs: "Assertion consumer service (HTTP-POST)", entity: "Entity ID, audience" },
    signing: [
      ["Signatures", BOTH],
      ["Algorithm", "RSA with SHA-256 or stronger"],
    ],
  },
};

/** What to enter at a provider, and what to bring back; or why it cannot be had that way. Pure. */
export function guideFor(vendor: Vendor, kind: Kind, own: OwnValues): Guide | { instead: string } {
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
  if ("instead" in saml) return saml;
  const [make, back] = saml.words;
  return {
    ...{ make, back, note: BOTH },
    lines: [
      { field: saml.acs, value: own.acsUrl },
      { field: saml.entity, value: own.entityId },
      ...saml.signing.map(([field, value]) => ({ field, value })),
    ],
  };
}
