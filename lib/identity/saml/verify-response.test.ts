import { beforeAll, describe, expect, it } from "vitest";
import { type SamlRefusal, SamlRefused } from "./refusals";
import { type Fields, plainResponse, type SignatureForm, signed } from "./testing/forge";
import { type KeyPair, keyPair } from "./testing/key-pair";
import { type Expected, verifyResponse } from "./verify-response";

const FIELDS: Fields = {
  issuer: "https://idp.test",
  acsUrl: "https://console.test/api/saml/acme/acs",
  entityId: "https://console.test/api/saml/acme/metadata",
  requestId: "_request",
};
let idp: KeyPair;
let next: KeyPair;
let stranger: KeyPair;
let expired: KeyPair;
let expected: Expected;
beforeAll(async () => {
  [idp, next, stranger, expired] = await Promise.all([
    keyPair("idp"),
    keyPair("next"),
    keyPair("stranger"),
    keyPair("expired", -1),
  ]);
  const certificates = [expired.certificate, idp.certificate, next.certificate];
  expected = { ...FIELDS, certificates, privateKey: idp.privateKey };
});

/** An answer with both signatures; `edit` changes it before they are made. */
function answer(edit = (xml: string) => xml, keys = idp, form: SignatureForm = {}): string {
  return signed(
    signed(edit(plainResponse(FIELDS)), "Assertion", keys, form),
    "Response",
    keys,
    form,
  );
}

function why(xml: string, over: Partial<Expected> = {}): SamlRefusal | "accepted" {
  try {
    verifyResponse(xml, { ...expected, ...over });
    return "accepted";
  } catch (error) {
    if (error instanceof SamlRefused) return error.reason;
    throw error;
  }
}

const minutes = (count: number) => new Date(Date.now() + count * 60_000).toISOString();
const SIGNATURE = /<ds:Signature[\s\S]*?<\/ds:Signature>/g;
const ASSERTION = /<saml:Assertion[\s\S]*<\/saml:Assertion>/;
const assertionOf = (xml: string) => ASSERTION.exec(xml)?.[0] ?? "";
const evil = (xml: string) =>
  xml
    .replace("ada@acme.test", "root@acme.test")
    .replace(SIGNATURE, "")
    .replace('ID="_assertion"', 'ID="_evil"');

describe("an answer as it should be", () => {
  it("is accepted, and read from what was signed", () => {
    expect(verifyResponse(answer(), expected)).toMatchObject({
      subject: "ada@acme.test",
      assertionId: "_assertion",
      claims: { groups: ["staff"], email: null },
    });
  });

  it("is accepted from either of two certificates while one follows the other", () => {
    expect(why(answer(undefined, next))).toBe("accepted");
  });

  it("may name other audiences beside us", () => {
    const more = (xml: string) =>
      xml.replace("<saml:Audience>", "<saml:Audience>urn:other</saml:Audience><saml:Audience>");
    expect(why(answer(more))).toBe("accepted");
  });

  it("may come from a clock that differs by a minute", () => {
    const at = minutes(1);
    expect(
      why(answer((xml) => xml.replace(/(IssueInstant|NotBefore)="[^"]*"/g, `$1="${at}"`))),
    ).toBe("accepted");
  });
});

describe("what is signed otherwise than it must be is refused", () => {
  it.each<[string, (xml: string) => string, SamlRefusal]>([
    ["no signature at all", (xml) => xml.replace(SIGNATURE, ""), "saml-not-signed"],
    [
      "the response's stripped",
      (xml) => xml.replace(/<ds:Signature[\s\S]*?<\/ds:Signature>/, ""),
      "saml-not-signed",
    ],
    [
      "the assertion's stripped",
      (xml) => {
        let seen = 0;
        return xml.replace(SIGNATURE, (one) => (++seen === 2 ? "" : one));
      },
      "saml-not-signed",
    ],
    ["a name id changed", (xml) => xml.replace("ada@acme.test", "eve@acme.test"), "saml-signature"],
    [
      "a comment in the name id",
      (xml) => xml.replace("ada@acme", "ada@acme<!-- -->"),
      "saml-comment",
    ],
    [
      "a comment in a digest",
      (xml) => xml.replace("<ds:DigestValue>", "<ds:DigestValue><!--x-->"),
      "saml-comment",
    ],
    [
      "a processing instruction",
      (xml) => xml.replace("<saml:Subject>", "<?x y?><saml:Subject>"),
      "saml-comment",
    ],
    ["CDATA", (xml) => xml.replace("ada@acme.test", "<![CDATA[ada@acme.test]]>"), "saml-comment"],
    [
      "a document type",
      (xml) => `<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>${xml}`,
      "saml-doctype",
    ],
    ["an entity of its own", (xml) => xml.replace("ada@", "&xxe;@"), "saml-entity"],
    [
      "an ID twice",
      (xml) => xml.replace("<saml:Subject>", '<saml:Subject Id="_assertion">'),
      "saml-duplicate-id",
    ],
    ["two roots", (xml) => xml + xml, "saml-malformed"],
    [
      "three signatures",
      (xml) => xml.replace(SIGNATURE, (one) => one + one),
      "saml-signature-form",
    ],
    [
      "a second reference",
      (xml) => xml.replace(/(<ds:Reference[\s\S]*?<\/ds:Reference>)/, "$1$1"),
      "saml-signature-form",
    ],
    [
      "a reference to another element",
      (xml) => xml.replace('URI="#_response"', 'URI="#_assertion"'),
      "saml-signature-form",
    ],
    [
      "a reference to the whole document",
      (xml) => xml.replace('URI="#_response"', 'URI=""'),
      "saml-signature-form",
    ],
    [
      "an object within a signature",
      (xml) => xml.replace("</ds:Signature>", "<ds:Object/></ds:Signature>"),
      "saml-signature-form",
    ],
  ])("%s", (_name, tamper, reason) => {
    expect(why(tamper(answer()))).toBe(reason);
  });

  it.each<[string, SignatureForm, SamlRefusal]>([
    [
      "RSA with SHA-1",
      { algorithm: "http://www.w3.org/2000/09/xmldsig#rsa-sha1" },
      "saml-weak-algorithm",
    ],
    ["a SHA-1 digest", { digest: "http://www.w3.org/2000/09/xmldsig#sha1" }, "saml-weak-algorithm"],
    [
      "no exclusive form",
      { transforms: ["http://www.w3.org/2000/09/xmldsig#enveloped-signature"] },
      "saml-signature-form",
    ],
  ])("%s", (_name, form, reason) => {
    expect(why(answer(undefined, idp, form))).toBe(reason);
  });

  it("by a key that is not the connection's, though its certificate comes along", () => {
    expect(why(answer(undefined, stranger))).toBe("saml-signature");
  });

  it("by a certificate of the connection that has expired", () => {
    expect(why(answer(undefined, expired))).toBe("saml-certificate-expired");
  });

  it("with an HMAC under the certificate as its key", () => {
    const hmac = "http://www.w3.org/2000/09/xmldsig#hmac-sha1";
    const xml = answer().replaceAll("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", hmac);
    expect(why(xml)).toBe("saml-weak-algorithm");
  });
});

/** The eight ways of wrapping that are commonly told apart, each around a valid signed answer. */
describe("a signed answer wrapped around an evil one is refused", () => {
  const good = () => answer();
  const signatureOf = (xml: string) => SIGNATURE[Symbol.match](xml)?.[0] ?? "";
  const evilResponse = (inner: string) =>
    evil(answer())
      .replace('ID="_response"', 'ID="_wrap"')
      .replace("</saml:Issuer>", `</saml:Issuer>${inner}`);
  it.each<[string, () => string]>([
    [
      "1: the signed response within an evil response's signature",
      () =>
        evilResponse(
          signatureOf(good()).replace(
            "</ds:Signature>",
            `<ds:Object>${good().replace(SIGNATURE, "")}</ds:Object></ds:Signature>`,
          ),
        ),
    ],
    [
      "2: the signed response beside the signature",
      () => evilResponse(signatureOf(good()) + good().replace(SIGNATURE, "")),
    ],
    [
      "3: an evil assertion before the signed one",
      () => good().replace(ASSERTION, (one) => evil(one) + one),
    ],
    [
      "4: the signed assertion within an evil one",
      () =>
        good().replace(ASSERTION, (one) =>
          evil(one).replace("</saml:Assertion>", `${one}</saml:Assertion>`),
        ),
    ],
    [
      "5: the signed assertion after everything",
      () =>
        good()
          .replace(ASSERTION, (one) => evil(one))
          .replace("</samlp:Response>", `${assertionOf(good())}</samlp:Response>`),
    ],
    [
      "6: the signed assertion within the evil one's signature",
      () =>
        good().replace(ASSERTION, (one) =>
          evil(one).replace(
            "</saml:Issuer>",
            `</saml:Issuer>${signatureOf(one).replace("</ds:Signature>", `<ds:Object>${one.replace(SIGNATURE, "")}</ds:Object></ds:Signature>`)}`,
          ),
        ),
    ],
    [
      "7: the signed assertion within extensions",
      () =>
        good().replace(
          ASSERTION,
          (one) => `<samlp:Extensions>${one}</samlp:Extensions>${evil(one)}`,
        ),
    ],
    [
      "8: the signed assertion in an object of the evil one",
      () =>
        good().replace(ASSERTION, (one) =>
          evil(one).replace(
            "</saml:Assertion>",
            `<ds:Object xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${one}</ds:Object></saml:Assertion>`,
          ),
        ),
    ],
    [
      "the same, with another spelling of the name",
      () =>
        good().replace(
          ASSERTION,
          (one) => evil(one).replaceAll("saml:Assertion", "saml:assertion") + one,
        ),
    ],
  ])("%s", (_name, wrap) => {
    expect(["saml-structure", "saml-signature-form", "saml-duplicate-id"]).toContain(why(wrap()));
  });
});

describe("an answer that was meant otherwise is refused, however well signed", () => {
  it.each<[string, (xml: string) => string, SamlRefusal]>([
    ["another issuer", (xml) => xml.replaceAll(FIELDS.issuer, "https://evil.test"), "saml-issuer"],
    [
      "another issuer in the assertion only",
      (xml) => xml.replace(/(<saml:Assertion[^>]*><saml:Issuer>)[^<]*/, "$1https://evil.test"),
      "saml-issuer",
    ],
    [
      "another destination",
      (xml) =>
        xml.replace(
          /Destination="[^"]*"/,
          'Destination="https://console.test/api/saml/globex/acs"',
        ),
      "saml-destination",
    ],
    ["no destination", (xml) => xml.replace(/ Destination="[^"]*"/, ""), "saml-destination"],
    [
      "another recipient",
      (xml) => xml.replace(/Recipient="[^"]*"/, 'Recipient="https://evil.test"'),
      "saml-recipient",
    ],
    ["no recipient", (xml) => xml.replace(/ Recipient="[^"]*"/, ""), "saml-recipient"],
    [
      "no bearer confirmation",
      (xml) => xml.replace("cm:bearer", "cm:sender-vouches"),
      "saml-recipient",
    ],
    [
      "another audience",
      (xml) => xml.replace(/<saml:Audience>[^<]*/, "<saml:Audience>https://other.test"),
      "saml-audience",
    ],
    [
      "an audience that only begins with ours",
      (xml) => xml.replace(/(<saml:Audience>[^<]*)/, "$1-of-somebody-else"),
      "saml-audience",
    ],
    [
      "no audience",
      (xml) => xml.replace(/<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/, ""),
      "saml-audience",
    ],
    [
      "no answer to a request",
      (xml) => xml.replaceAll(/ InResponseTo="[^"]*"/g, ""),
      "saml-in-response-to",
    ],
    [
      "an answer to another's request",
      (xml) => xml.replaceAll("_request", "_other"),
      "saml-in-response-to",
    ],
    [
      "conditions that have ended",
      (xml) => xml.replace(/(Conditions[^>]*NotOnOrAfter=")[^"]*/, `$1${minutes(-3)}`),
      "saml-expired",
    ],
    [
      "a confirmation that has ended",
      (xml) => xml.replace(/(Data NotOnOrAfter=")[^"]*/, `$1${minutes(-3)}`),
      "saml-expired",
    ],
    [
      "a confirmation without an end",
      (xml) => xml.replace(/Data NotOnOrAfter="[^"]*"/, "Data"),
      "saml-expired",
    ],
    [
      "conditions that have not begun",
      (xml) => xml.replace(/NotBefore="[^"]*"/, `NotBefore="${minutes(3)}"`),
      "saml-not-yet-valid",
    ],
    [
      "an issue in the future",
      (xml) => xml.replace(/IssueInstant="[^"]*"/, `IssueInstant="${minutes(3)}"`),
      "saml-not-yet-valid",
    ],
    [
      "a time without a zone",
      (xml) => xml.replace(/NotBefore="[^"]*"/, 'NotBefore="2020-01-01T00:00:00"'),
      "saml-malformed",
    ],
    [
      "a session that has ended",
      (xml) =>
        xml.replace(
          "<saml:AuthnStatement ",
          `<saml:AuthnStatement SessionNotOnOrAfter="${minutes(-9)}" `,
        ),
      "saml-expired",
    ],
    [
      "a status that is no success",
      (xml) => xml.replace("status:Success", "status:Responder"),
      "saml-status",
    ],
    [
      "a transient name id",
      (xml) => xml.replace("nameid-format:persistent", "nameid-format:transient"),
      "saml-subject",
    ],
    ["an empty name id", (xml) => xml.replace("ada@acme.test", " "), "saml-subject"],
    ["no name id", (xml) => xml.replace(/<saml:NameID.*<\/saml:NameID>/, ""), "saml-subject"],
    ["another version", (xml) => xml.replace('Version="2.0"', 'Version="1.1"'), "saml-malformed"],
  ])("%s", (_name, edit, reason) => {
    expect(why(answer(edit))).toBe(reason);
  });

  it("an answer to a request, where none was sent", () => {
    expect(why(answer(), { requestId: null })).toBe("saml-in-response-to");
  });

  it("a provider's own refusal is told as that", () => {
    const xml = plainResponse(FIELDS)
      .replace(ASSERTION, "")
      .replace("status:Success", "status:Requester");
    expect(why(xml)).toBe("saml-status");
  });
});

it("what is deep, large or long is refused before it costs anything", () => {
  const begun = performance.now();
  expect(why(`${"<a>".repeat(30_000)}${"</a>".repeat(30_000)}`)).toBe("saml-too-large");
  expect(why(`<a>${"<b/>".repeat(40_000)}</a>`)).toBe("saml-too-large");
  expect(why(`<a b="${"x".repeat(300_000)}"/>`)).toBe("saml-too-large");
  expect(performance.now() - begun).toBeLessThan(5000);
});
