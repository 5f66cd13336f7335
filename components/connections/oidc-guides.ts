import type { Vendor } from "@/lib/identity";

/** Where a client is made at a provider, what it then shows, and what is known to go wrong there. */
export type Words = readonly [make: string, back: string, note?: string];
type Oidc = { readonly words: Words; readonly redirect: string };

/** What each provider calls things where an OpenID Connect client is made. */
export const OIDC_GUIDES: Readonly<Record<Vendor, Oidc>> = {
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
