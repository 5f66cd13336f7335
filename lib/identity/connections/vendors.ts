/** The identity providers with a page of their own; any other goes by the general one. */
export const VENDORS = {
  okta: "Okta",
  entra: "Microsoft Entra ID",
  google: "Google Workspace",
  ping: "Ping",
  auth0: "Auth0",
  keycloak: "Keycloak",
  other: "Another provider",
} as const;
export type Vendor = keyof typeof VENDORS;
