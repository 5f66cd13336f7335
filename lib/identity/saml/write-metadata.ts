import type { PublishedCertificates } from "../own-keys";
import { ENCRYPTION_METHODS } from "./decrypt-assertion";
import { bareCertificate, escapeXml } from "./escape";
import { BINDING, NS, type SamlAddresses } from "./names";
import type { IdentityProvider } from "./read-idp-metadata";

const NAME_ID_FORMATS = [
  "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
  "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
  "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
];

/**
 * Our metadata towards a tenant's identity providers (SAML metadata, section 2.4.4): what we are
 * called, where answers go, that assertions must be signed, and by which keys we are known, and how to encrypt to
 * them: two of each use while one follows the other.
 */
export function spMetadata(
  addresses: SamlAddresses,
  { signing, encryption }: PublishedCertificates,
  signsRequests: boolean,
): string {
  const key =
    (use: string, methods: readonly string[] = []) =>
    (certificate: string) =>
      `<md:KeyDescriptor use="${use}"><ds:KeyInfo xmlns:ds="${NS.signature}"><ds:X509Data>` +
      `<ds:X509Certificate>${bareCertificate(certificate)}</ds:X509Certificate>` +
      "</ds:X509Data></ds:KeyInfo>" +
      methods.map((one) => `<md:EncryptionMethod Algorithm="${one}"/>`).join("") +
      "</md:KeyDescriptor>";
  const formats = NAME_ID_FORMATS.map((one) => `<md:NameIDFormat>${one}</md:NameIDFormat>`);
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n` +
    `<md:EntityDescriptor xmlns:md="${NS.metadata}" entityID="${escapeXml(addresses.entityId)}">` +
    `<md:SPSSODescriptor AuthnRequestsSigned="${signsRequests}" WantAssertionsSigned="true" ` +
    `protocolSupportEnumeration="${NS.protocol}">` +
    `${[...signing.map(key("signing")), ...encryption.map(key("encryption", ENCRYPTION_METHODS))].join("")}` +
    formats.join("") +
    `<md:AssertionConsumerService index="0" isDefault="true" Binding="${BINDING.post}" ` +
    `Location="${escapeXml(addresses.acsUrl)}"/></md:SPSSODescriptor></md:EntityDescriptor>\n`
  );
}

/**
 * An identity provider's metadata in our own words: the broker is given nothing that was not read
 * and judged here.
 */
export function idpMetadata(provider: IdentityProvider): string {
  const keys = provider.certificates.map(
    (one) =>
      `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="${NS.signature}"><ds:X509Data>` +
      `<ds:X509Certificate>${bareCertificate(one)}</ds:X509Certificate>` +
      "</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>",
  );
  return (
    `<md:EntityDescriptor xmlns:md="${NS.metadata}" entityID="${escapeXml(provider.entityId)}">` +
    `<md:IDPSSODescriptor protocolSupportEnumeration="${NS.protocol}">${keys.join("")}` +
    `<md:SingleSignOnService Binding="${BINDING.redirect}" Location="${escapeXml(provider.ssoUrl)}"/>` +
    "</md:IDPSSODescriptor></md:EntityDescriptor>"
  );
}
