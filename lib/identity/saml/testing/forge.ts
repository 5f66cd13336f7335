import { SignedXml } from "xml-crypto";
import type { KeyPair } from "./key-pair";

const EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

export type SignatureForm = {
  readonly algorithm?: string;
  readonly digest?: string;
  readonly transforms?: readonly string[];
  /** How its SignedInfo is written out. */
  readonly canonical?: string;
  /** Prefixes that are written out though nothing visible uses them (InclusiveNamespaces). */
  readonly prefixes?: readonly string[];
};

const by = (name: string) => `//*[local-name(.)='${name}']`;

/** Signs the element of that name in a text, as an identity provider does. */
export function signed(
  xml: string,
  name: "Response" | "Assertion",
  keys: KeyPair,
  form: SignatureForm = {},
): string {
  const signature = new SignedXml({
    privateKey: keys.privateKey,
    publicCert: keys.certificate,
    signatureAlgorithm: form.algorithm ?? "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    canonicalizationAlgorithm: form.canonical ?? EXCLUSIVE,
  });
  signature.addReference({
    xpath: by(name),
    transforms: [...(form.transforms ?? [ENVELOPED, EXCLUSIVE])],
    digestAlgorithm: form.digest ?? "http://www.w3.org/2001/04/xmlenc#sha256",
    inclusiveNamespacesPrefixList: [...(form.prefixes ?? [])],
  });
  const reference = `${by(name)}/*[local-name(.)='Issuer']`;
  signature.computeSignature(xml, { prefix: "ds", location: { reference, action: "after" } });
  return signature.getSignedXml();
}

/** What a test may have an answer say otherwise than it should. */
export type Fields = {
  readonly issuer: string;
  readonly acsUrl: string;
  readonly entityId: string;
  readonly requestId: string;
};

/** An answer as it should be, not signed yet. Its parts are told apart by words tests replace. */
export function plainResponse({ issuer, acsUrl, entityId, requestId }: Fields): string {
  const at = new Date().toISOString();
  const later = new Date(Date.now() + 300_000).toISOString();
  return (
    `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_response" Version="2.0" IssueInstant="${at}" Destination="${acsUrl}" InResponseTo="${requestId}">` +
    `<saml:Issuer>${issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>` +
    `<saml:Assertion ID="_assertion" Version="2.0" IssueInstant="${at}"><saml:Issuer>${issuer}</saml:Issuer>` +
    `<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">ada@acme.test</saml:NameID>` +
    `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${later}" Recipient="${acsUrl}" InResponseTo="${requestId}"/></saml:SubjectConfirmation></saml:Subject>` +
    `<saml:Conditions NotBefore="${at}" NotOnOrAfter="${later}"><saml:AudienceRestriction><saml:Audience>${entityId}</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
    `<saml:AuthnStatement AuthnInstant="${at}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>` +
    `<saml:AttributeStatement><saml:Attribute Name="groups"><saml:AttributeValue>staff</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>`
  );
}
