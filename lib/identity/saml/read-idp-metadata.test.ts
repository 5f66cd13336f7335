import "reflect-metadata";
import { webcrypto, X509Certificate } from "node:crypto";
import { X509CertificateGenerator } from "@peculiar/x509";
import { beforeAll, describe, expect, it } from "vitest";
import { Problem } from "@/lib/kernel";
import { bareCertificate } from "./escape";
import { readIdpMetadata } from "./read-idp-metadata";
import { type KeyPair, keyPair } from "./testing/key-pair";
import { samlProvider } from "./testing/provider";
import { idpMetadata } from "./write-metadata";

let first: KeyPair;
let second: KeyPair;
let good: string;
beforeAll(async () => {
  [first, second] = await Promise.all([keyPair("first"), keyPair("second")]);
  good = idpMetadata({
    entityId: "https://idp.test?a=1&b=2",
    ssoUrl: "https://idp.test/sso?x=1&y=2",
    certificates: [first.certificate, second.certificate],
    wantsSignedRequests: false,
  });
});

const refused = (xml: string, words: RegExp) => {
  let said = "accepted";
  try {
    readIdpMetadata(xml);
  } catch (error) {
    said = error instanceof Problem && error.status === 400 ? (error.detail ?? "") : String(error);
  }
  expect(said).toMatch(words);
};

it("what is written is read again as it was, with both certificates of a rollover", () => {
  expect(readIdpMetadata(good)).toMatchObject({
    entityId: "https://idp.test?a=1&b=2",
    ssoUrl: "https://idp.test/sso?x=1&y=2",
    wantsSignedRequests: false,
  });
  expect(readIdpMetadata(good).certificates).toHaveLength(2);
});

it("the metadata of another code base is read, and comments in it are passed over", async () => {
  const { metadata, entityId } = await samlProvider({ wantsSignedRequests: true });
  const commented = `<!-- ours --><!-- -->${metadata}`;
  expect(readIdpMetadata(commented)).toMatchObject({ entityId, wantsSignedRequests: true });
});

it("what is wrong is said", () => {
  refused("hello", /cannot be read/);
  refused(`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${good}`, /cannot be read/);
  refused(good.replaceAll("IDPSSODescriptor", "SPSSODescriptor"), /no identity provider/);
  refused(good.replaceAll("HTTP-Redirect", "HTTP-POST"), /HTTP-Redirect/);
  refused(good.replaceAll(/<md:KeyDescriptor[\s\S]*?<\/md:KeyDescriptor>/g, ""), /no certificate/);
  refused(good.replace(/<ds:X509Certificate>[^<]*/, "<ds:X509Certificate>AAAA"), /cannot be read/);
  refused(good.replace("entityID=", 'validUntil="2020-01-01T00:00:00Z" entityID='), /has expired/);
  refused(`<a>${good}${good}</a>`, /one identity provider/);
});

it("comments without an end cost nothing", () => {
  const begun = performance.now();
  refused("<!--".repeat(60_000), /cannot be read/);
  expect(performance.now() - begun).toBeLessThan(1000);
});

/**
 * Documents of the shapes that providers publish, written for this test from what the standard and their
 * own manuals say: prefixes, order, what stands beside the role, and where the certificates are.
 */
describe("the metadata has the shape of", () => {
  const DS = 'xmlns:ds="http://www.w3.org/2000/09/xmldsig#"';
  const MD = "urn:oasis:names:tc:SAML:2.0:metadata";
  const key = (pair: KeyPair, use: string | null, prefix = "md:") =>
    `<${prefix}KeyDescriptor${use === null ? "" : ` use="${use}"`}><ds:KeyInfo ${DS}><ds:X509Data><ds:X509Certificate>\n${bareCertificate(pair.certificate).replace(/(.{64})/g, "$1\n")}\n</ds:X509Certificate></ds:X509Data></ds:KeyInfo></${prefix}KeyDescriptor>`;
  const sso = (binding: string, prefix = "md:") =>
    `<${prefix}SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:${binding}" Location="https://idp.test/sso/${binding}"/>`;
  const role = (inner: string, prefix = "md:", more = "") =>
    `<${prefix}IDPSSODescriptor ${more} protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${inner}</${prefix}IDPSSODescriptor>`;
  const entity = (inner: string, id = "https://idp.test/entity") =>
    `<md:EntityDescriptor xmlns:md="${MD}" entityID="${id}">${inner}</md:EntityDescriptor>`;
  const shapes: Readonly<Record<string, () => string>> = {
    // Several keys in one document, for signing and for encryption, and every binding.
    keycloak: () =>
      entity(
        role(
          `${key(first, "signing")}${key(second, "encryption")}<md:ArtifactResolutionService Binding="urn:oasis:names:tc:SAML:2.0:bindings:SOAP" Location="https://idp.test/a" index="0"/>` +
            `<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>${["HTTP-POST", "HTTP-Redirect", "SOAP"].map((one) => sso(one)).join("")}`,
          "md:",
          'WantAuthnRequestsSigned="true"',
        ),
      ),
    // No prefix, signed as a whole, and roles of another protocol before the one that is meant.
    entra: () =>
      `<?xml version="1.0" encoding="utf-8"?><EntityDescriptor ID="_e" entityID="https://idp.test/entity" xmlns="${MD}">` +
      `<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature>` +
      `<RoleDescriptor xsi:type="fed:SecurityTokenServiceType" protocolSupportEnumeration="http://docs.oasis-open.org/wsfed/federation/200706" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706">${key(second, "signing", "")}</RoleDescriptor>` +
      `${role(key(first, "signing", "") + sso("HTTP-Redirect", "") + sso("HTTP-POST", ""), "")}</EntityDescriptor>`,
    okta: () =>
      `\uFEFF<?xml version="1.0" encoding="UTF-8"?>${entity(role(key(first, "signing") + sso("HTTP-POST") + sso("HTTP-Redirect"), "md:", 'WantAuthnRequestsSigned="false"'))}`,
    google: () =>
      `<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n${entity(role(key(first, "signing") + key(second, "signing") + sso("HTTP-Redirect"))).replace("entityID", 'validUntil="2099-01-01T00:00:00.000Z" entityID')}`,
    // A logout service and attributes, with their own namespace on each.
    auth0: () =>
      entity(
        role(
          `${key(first, "signing")}<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.test/out"/>` +
            `${sso("HTTP-Redirect")}${sso("HTTP-POST")}<Attribute xmlns="urn:oasis:names:tc:SAML:2.0:assertion" Name="email" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri" FriendlyName="E-Mail Address"/>`,
        ),
      ),
    // A key of no stated use, and comments.
    ping: () => entity(`<!-- a -->${role(key(first, null) + sso("HTTP-Redirect"))}<!-- b -->`),
    "a federation in which one is an identity provider": () =>
      `<md:EntitiesDescriptor xmlns:md="${MD}"><md:EntitiesDescriptor>${entity(role(key(first, "signing") + sso("HTTP-Redirect")))}</md:EntitiesDescriptor>` +
      `${entity('<md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"/>', "https://sp.test")}</md:EntitiesDescriptor>`,
    "a provider that speaks an older protocol beside it": () =>
      entity(
        '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol"/>' +
          role(key(first, "signing") + sso("HTTP-Redirect")).replace(
            "SAML:2.0:protocol",
            "SAML:1.1:protocol urn:oasis:names:tc:SAML:2.0:protocol",
          ),
      ),
  };
  it.each(Object.keys(shapes))("%s", (name) => {
    const read = readIdpMetadata(shapes[name]?.() ?? "");
    const signing = name === "google" ? [first, second] : [first];
    expect(read).toEqual({
      entityId: "https://idp.test/entity",
      ssoUrl: "https://idp.test/sso/HTTP-Redirect",
      certificates: signing.map(({ certificate }) => new X509Certificate(certificate).toString()),
      wantsSignedRequests: name === "keycloak",
    });
  });

  it("a federation of several identity providers, which is refused: it does not say which", () => {
    const one = (id: string) => entity(role(key(first, "signing") + sso("HTTP-Redirect")), id);
    refused(
      `<md:EntitiesDescriptor xmlns:md="${MD}">${one("https://a.test")}${one("https://b.test")}</md:EntitiesDescriptor>`,
      /one identity provider/,
    );
  });

  it("one with a key of a kind that is not accepted beside one that is, which alone is taken", async () => {
    const weak = key({ ...first, certificate: await ellipticCertificate() }, "signing");
    const both = entity(role(weak + key(second, "signing") + sso("HTTP-Redirect")));
    expect(readIdpMetadata(both).certificates).toHaveLength(1);
    refused(entity(role(weak + sso("HTTP-Redirect"))), /must be RSA/);
  });
});

async function ellipticCertificate(): Promise<string> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const made = await X509CertificateGenerator.createSelfSigned(
    { name: "CN=elliptic", keys: keys as never, signingAlgorithm: algorithm },
    webcrypto as never,
  );
  return made.toString("pem");
}
