import { X509Certificate } from "node:crypto";
import type { Element } from "@xmldom/xmldom";
import { SignedXml } from "xml-crypto";
import { now } from "@/lib/kernel";
import { NS } from "./names";
import { attributeOf, childrenOf, elementsOf, is, textOf } from "./read-strictly";
import { SamlRefused } from "./refusals";

const EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
/** Where no comment is let through, its form with comments is the same one (SAML core, section 5.4.4). */
const CANONICAL: ReadonlySet<string> = new Set([EXCLUSIVE, `${EXCLUSIVE}WithComments`]);
const ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const SIGNATURES: ReadonlySet<string> = new Set([
  "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
  "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
]);
const DIGESTS: ReadonlySet<string> = new Set([
  "http://www.w3.org/2001/04/xmlenc#sha256",
  "http://www.w3.org/2001/04/xmlenc#sha512",
]);

/**
 * The one signature of a Response or an Assertion: directly within it, over it and nothing else, by
 * a certificate of the connection. No key that the answer brings along is believed. Gives the
 * bytes that were signed (exclusive canonical XML); whoever reads further reads those and no others.
 *
 * @param xml the whole text, in which the element stands
 * @param certificates in PEM; any one of them may have signed, so that one can follow another
 * @throws SamlRefused
 */
export function checkSignature(
  xml: string,
  element: Element,
  certificates: readonly string[],
): string {
  const [signature, ...more] = childrenOf(element, NS.signature, "Signature");
  if (signature === undefined) throw new SamlRefused("saml-not-signed", element.localName ?? "");
  if (more.length > 0) throw new SamlRefused("saml-signature-form", "two signatures");
  checkForm(signature, attributeOf(element, "ID"));
  for (const certificate of certificates) {
    const signed = verify(xml, signature, certificate);
    if (signed === null) continue;
    if (hasExpired(certificate)) throw new SamlRefused("saml-certificate-expired");
    return signed;
  }
  throw new SamlRefused("saml-signature", namedCertificate(signature));
}

/** What the answer says it was signed with: for whoever looks for what has changed, and proof of nothing. */
function namedCertificate(signature: Element): string | undefined {
  const [text] = Array.from(signature.getElementsByTagNameNS(NS.signature, "X509Certificate"));
  try {
    const { fingerprint256 } = new X509Certificate(Buffer.from(text?.textContent ?? "", "base64"));
    return `certificate ${fingerprint256.replaceAll(":", "").toLowerCase().slice(0, 8)}`;
  } catch {
    return undefined;
  }
}

function hasExpired(certificate: string): boolean {
  return Date.parse(new X509Certificate(certificate).validTo) <= now().getTime();
}

/** XML Signature, section 4, as narrow as SAML core section 5.4 makes it. */
function checkForm(signature: Element, id: string | null): void {
  const parts = elementsOf(signature).map((one) => one.localName);
  const expected = parts[2] === "KeyInfo" ? parts.slice(0, 2) : parts;
  if (expected.join() !== "SignedInfo,SignatureValue" || parts.length > 3) {
    throw new SamlRefused("saml-signature-form", `holds ${parts.join(", ")}`);
  }
  const [info] = childrenOf(signature, NS.signature, "SignedInfo");
  const [value] = childrenOf(signature, NS.signature, "SignatureValue");
  if (info === undefined || value === undefined) throw new SamlRefused("saml-signature-form");
  textOf(value);
  const [canonical, method, reference, ...others] = elementsOf(info);
  if (!canonical || !method || !reference || others.length > 0) {
    throw new SamlRefused("saml-signature-form", "not one reference");
  }
  named(canonical, "CanonicalizationMethod", (algorithm) => CANONICAL.has(algorithm));
  named(method, "SignatureMethod", (algorithm) => SIGNATURES.has(algorithm));
  if (!is(reference, NS.signature, "Reference") || id === null) {
    throw new SamlRefused("saml-signature-form");
  }
  if (reference.getAttribute("URI") !== `#${id}`) {
    throw new SamlRefused("saml-signature-form", "covers another element");
  }
  const [transforms, digest, digestValue, ...rest] = elementsOf(reference);
  if (!transforms || !digest || !digestValue || rest.length > 0) {
    throw new SamlRefused("saml-signature-form");
  }
  checkTransforms(transforms);
  named(digest, "DigestMethod", (algorithm) => DIGESTS.has(algorithm));
  if (!is(digestValue, NS.signature, "DigestValue")) throw new SamlRefused("saml-signature-form");
  textOf(digestValue);
}

function checkTransforms(transforms: Element): void {
  const algorithms = childrenOf(transforms, NS.signature, "Transform").map(
    (one) => one.getAttribute("Algorithm") ?? "",
  );
  const [enveloped, canonical = "", ...more] = algorithms;
  if (
    !is(transforms, NS.signature, "Transforms") ||
    elementsOf(transforms).length !== algorithms.length ||
    enveloped !== ENVELOPED ||
    !CANONICAL.has(canonical) ||
    more.length > 0
  ) {
    throw new SamlRefused("saml-signature-form", "transforms that are not accepted");
  }
}

function named(element: Element, name: string, accepts: (algorithm: string) => boolean): void {
  if (!is(element, NS.signature, name)) throw new SamlRefused("saml-signature-form", name);
  const algorithm = element.getAttribute("Algorithm") ?? "";
  if (!accepts(algorithm)) throw new SamlRefused("saml-weak-algorithm", algorithm);
}

/** The signed bytes, or null if this certificate did not sign. */
function verify(xml: string, signature: Element, certificate: string): string | null {
  const signed = new SignedXml({ publicCert: certificate, getCertFromKeyInfo: () => null });
  try {
    signed.loadSignature(signature.toString());
    if (!signed.checkSignature(xml)) return null;
    const [reference, ...more] = signed.getSignedReferences();
    return more.length === 0 ? (reference ?? null) : null;
  } catch {
    // The library throws for a digest or a signature that does not hold.
    return null;
  }
}
