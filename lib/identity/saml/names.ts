/** The names of SAML 2.0 and of the XML it stands on. */
export const NS = {
  protocol: "urn:oasis:names:tc:SAML:2.0:protocol",
  assertion: "urn:oasis:names:tc:SAML:2.0:assertion",
  metadata: "urn:oasis:names:tc:SAML:2.0:metadata",
  signature: "http://www.w3.org/2000/09/xmldsig#",
  encryption: "http://www.w3.org/2001/04/xmlenc#",
} as const;

export const BINDING = {
  redirect: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
  post: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
} as const;

/** What one tenant is called towards its identity providers: no two tenants share a name or a door. */
export type SamlAddresses = {
  /** Our entity id: also the address of our metadata (SAML metadata, section 4.1). */
  readonly entityId: string;
  /** Where answers are posted to: the assertion consumer service. */
  readonly acsUrl: string;
};

/** The names of a tenant as a SAML service provider. A slug never changes, so neither do they. */
export function samlAddresses(origin: string, slug: string): SamlAddresses {
  const base = `${origin}/api/saml/${slug}`;
  return { entityId: `${base}/metadata`, acsUrl: `${base}/acs` };
}
