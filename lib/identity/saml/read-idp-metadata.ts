import { X509Certificate } from "node:crypto";
import type { Element } from "@xmldom/xmldom";
import { now, Problem } from "@/lib/kernel";
import { BINDING, NS } from "./names";
import { attributeOf, childrenOf, elementsOf, is, readStrictly } from "./read-strictly";
import { SamlRefused } from "./refusals";

/** What must be known of a SAML identity provider. */
export type IdentityProvider = {
  readonly entityId: string;
  /** Where requests are sent to, by a redirect of the browser. */
  readonly ssoUrl: string;
  /** The certificates it signs with, in PEM. */
  readonly certificates: readonly string[];
  /** Whether it takes signed requests only. */
  readonly wantsSignedRequests: boolean;
};

const invalid = (detail: string) => new Problem("invalid_request", { detail });

/**
 * Reads an identity provider's metadata (SAML metadata, section 2.4).
 *
 * @throws Problem `invalid_request` that says what is missing or wrong.
 */
export function readIdpMetadata(xml: string): IdentityProvider {
  const entity = entityOf(xml);
  const [role, ...more] = providerRoles(entity);
  if (role === undefined || more.length > 0) {
    throw invalid("The metadata describes no identity provider.");
  }
  const end = attributeOf(entity, "validUntil") ?? attributeOf(role, "validUntil");
  if (end !== null && !(Date.parse(end) > now().getTime())) {
    throw invalid("The metadata itself has expired: fetch it again from the identity provider.");
  }
  const redirect = childrenOf(role, NS.metadata, "SingleSignOnService").find(
    (one) => attributeOf(one, "Binding") === BINDING.redirect,
  );
  return checkProvider({
    entityId: attributeOf(entity, "entityID") ?? "",
    ssoUrl: (redirect && attributeOf(redirect, "Location")) ?? "",
    certificates: certificatesOf(role),
    wantsSignedRequests: /^(?:true|1)$/.test(attributeOf(role, "WantAuthnRequestsSigned") ?? ""),
  });
}

/**
 * The same from fields, as a person typed them.
 *
 * @throws Problem `invalid_request`
 */
export function checkProvider(given: IdentityProvider): IdentityProvider {
  const { entityId, ssoUrl } = given;
  if (entityId === "" || entityId.length > 1024 || /[\s<>"']/.test(entityId)) {
    throw invalid("The identity provider's entity id is missing or has characters it cannot have.");
  }
  if (ssoUrl === "") {
    throw invalid(
      "The identity provider names no address for sign-in by redirect (HTTP-Redirect).",
    );
  }
  if (!URL.canParse(ssoUrl) || ssoUrl.length > 2000)
    throw invalid("The sign-in address is no URL.");
  const certificates = [...new Set(given.certificates.map(certificateOf))];
  if (certificates.length === 0)
    throw invalid("There is no certificate that answers are signed with.");
  if (certificates.length > 5) throw invalid("There are more than five certificates.");
  return { ...given, certificates };
}

/**
 * A certificate in PEM from PEM or bare base64, as metadata has it.
 *
 * @throws Problem `invalid_request` if it is none, or not one that can sign what is accepted.
 */
export function certificateOf(text: string): string {
  const certificate = parseCertificate(text);
  if (!isStrong(certificate)) {
    throw invalid("A certificate's key must be RSA of at least 2048 bits.");
  }
  return certificate.toString();
}

function parseCertificate(text: string): X509Certificate {
  const base64 = text.replace(/-----(?:BEGIN|END) CERTIFICATE-----/g, "").replace(/\s/g, "");
  try {
    if (!/^[A-Za-z0-9+/]{100,16384}={0,2}$/.test(base64)) throw new Error("not base64");
    return new X509Certificate(Buffer.from(base64, "base64"));
  } catch {
    throw invalid("A certificate cannot be read: paste it whole, in PEM or base64.");
  }
}

function isStrong({ publicKey }: X509Certificate): boolean {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  return type === "rsa" && (details?.modulusLength ?? 0) >= 2048;
}

/** The moment a certificate ends, and when it begins. */
export function validityOf(pem: string): { readonly from: Date; readonly until: Date } {
  const { validFrom, validTo } = new X509Certificate(pem);
  return { from: new Date(validFrom), until: new Date(validTo) };
}

function entityOf(xml: string): Element {
  let root: Element | null;
  try {
    root = readStrictly(withoutComments(xml)).documentElement;
  } catch (error) {
    if (!(error instanceof SamlRefused)) throw error;
    throw invalid("The metadata cannot be read as XML, or holds a document type or entities.");
  }
  const entities = root === null ? [] : entitiesOf(root);
  if (entities.length === 1 && entities[0] !== undefined) return entities[0];
  // A federation publishes many in one document (section 2.3.1): it is taken if only one of them is an identity provider.
  const [one, ...more] = entities.filter((each) => providerRoles(each).length > 0);
  if (one === undefined || more.length > 0) {
    throw invalid("The metadata must describe one identity provider, and this does not.");
  }
  return one;
}

function entitiesOf(element: Element): Element[] {
  if (is(element, NS.metadata, "EntityDescriptor")) return [element];
  if (!is(element, NS.metadata, "EntitiesDescriptor")) return [];
  return elementsOf(element).flatMap(entitiesOf);
}

/** What an entity does as an identity provider of SAML 2.0; it may speak older protocols beside it. */
function providerRoles(entity: Element): Element[] {
  return childrenOf(entity, NS.metadata, "IDPSSODescriptor").filter((role) =>
    (attributeOf(role, "protocolSupportEnumeration") ?? "").split(/\s+/).includes(NS.protocol),
  );
}

/** Metadata is read by a person before it is trusted, and publishers like to comment it. */
function withoutComments(xml: string): string {
  let rest = xml.replace(/^\uFEFF/, "");
  let kept = "";
  for (;;) {
    const begin = rest.indexOf("<!--");
    const end = begin === -1 ? -1 : rest.indexOf("-->", begin + 4);
    if (end === -1) return kept + rest;
    kept += rest.slice(0, begin);
    rest = rest.slice(end + 3);
  }
}

/**
 * The certificates it signs with: those for signing, and those of no stated use (section 2.4.1.1). A
 * provider that has keys of several kinds may sign with those that are accepted; where none of them is,
 * it is said of one.
 */
function certificatesOf(role: Element): string[] {
  const keys = childrenOf(role, NS.metadata, "KeyDescriptor").filter((one) =>
    [null, "signing"].includes(attributeOf(one, "use")),
  );
  const every = keys.flatMap((key) =>
    Array.from(key.getElementsByTagNameNS(NS.signature, "X509Certificate")).map(
      (one) => one.textContent ?? "",
    ),
  );
  const strong = every.filter((one) => isStrong(parseCertificate(one)));
  return strong.length > 0 ? strong : every;
}
