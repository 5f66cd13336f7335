import type { Vendor } from "@/lib/identity";
import { OIDC_GUIDES } from "./oidc-guides";
import { SAML_GUIDES } from "./saml-guides";
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

/** What a vendor's SAML answers can have signed: what a new connection to it asks for. Pure. */
export function signedBy(vendor: Vendor): Signatures {
  return SAML_GUIDES[vendor].signs;
}

/** What to enter at a provider, and what to bring back. Pure. */
export function guideFor(vendor: Vendor, kind: Kind, own: OwnValues): Guide {
  if (kind === "oidc") {
    const { words, redirect } = OIDC_GUIDES[vendor];
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
  const saml = SAML_GUIDES[vendor];
  const [make, back] = saml.words;
  return {
    ...{ make, back, note: saml.note },
    lines: [
      ...(saml.reads === undefined ? [] : [{ field: saml.reads, value: own.metadataUrl }]),
      { field: saml.acs, value: own.acsUrl },
      { field: saml.entity, value: own.entityId },
      ...saml.signing.map(([field, value]) => ({ field, value })),
    ],
  };
}
