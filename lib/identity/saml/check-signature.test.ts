import { beforeAll, describe, expect, it } from "vitest";
import type { Signatures } from "./expected";
import type { SamlRefusal } from "./refusals";
import { type Answers, ASSERTION, makeAnswers, SIGNATURE } from "./testing/answers";
import type { SignatureForm } from "./testing/forge";

let made: Answers;
beforeAll(async () => {
  made = await makeAnswers();
});
const why: Answers["why"] = (...given) => made.why(...given);
const answer: Answers["answer"] = (...given) => made.answer(...given);

const assertionOf = (xml: string) => ASSERTION.exec(xml)?.[0] ?? "";
const evil = (xml: string) =>
  xml
    .replace("ada@acme.test", "root@acme.test")
    .replace(SIGNATURE, "")
    .replace('ID="_assertion"', 'ID="_evil"');

describe("what is signed otherwise than it must be is refused", () => {
  it.each<[string, (xml: string) => string, SamlRefusal]>([
    ["no signature at all", (xml) => xml.replace(SIGNATURE, ""), "saml-not-signed"],
    [
      "the response's stripped",
      (xml) => xml.replace(/<ds:Signature[\s\S]*?<\/ds:Signature>/, ""),
      "saml-response-not-signed",
    ],
    [
      "the assertion's stripped",
      (xml) => {
        let seen = 0;
        return xml.replace(SIGNATURE, (one) => (++seen === 2 ? "" : one));
      },
      "saml-assertion-not-signed",
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
    expect(why(answer(undefined, made.keys.idp, form))).toBe(reason);
  });

  it("by a key that is not the connection's, though its certificate comes along", () => {
    expect(why(answer(undefined, made.keys.stranger))).toBe("saml-signature");
  });

  it("by a certificate of the connection that has expired", () => {
    expect(why(answer(undefined, made.keys.expired))).toBe("saml-certificate-expired");
  });

  it("with an HMAC under the certificate as its key", () => {
    const hmac = "http://www.w3.org/2000/09/xmldsig#hmac-sha1";
    const xml = answer().replaceAll("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", hmac);
    expect(why(xml)).toBe("saml-weak-algorithm");
  });
});

/**
 * The eight ways of wrapping that are commonly told apart, each around a valid signed answer: whatever a
 * connection asks for, and whether the answer has just that signed or both.
 */
describe.each<[wanted: Signatures, signs: Signatures]>([
  ["both", "both"],
  ["assertion", "assertion"],
  ["assertion", "both"],
  ["response", "response"],
  ["response", "both"],
])(
  "where %s must be signed, an answer with %s signed around an evil one is refused",
  (wanted, signs) => {
    const good = () => answer(undefined, made.keys.idp, {}, signs);
    const signatureOf = (xml: string) => SIGNATURE[Symbol.match](xml)?.[0] ?? "";
    const evilResponse = (inner: string) =>
      evil(good())
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
              `</saml:Issuer>${(signatureOf(one) || signatureOf(good())).replace("</ds:Signature>", `<ds:Object>${one.replace(SIGNATURE, "")}</ds:Object></ds:Signature>`)}`,
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
      expect(why(good(), { signatures: wanted })).toBe("accepted");
      expect([
        ...["saml-structure", "saml-signature-form", "saml-duplicate-id"],
        ...["saml-not-signed", "saml-assertion-not-signed", "saml-response-not-signed"],
      ]).toContain(why(wrap(), { signatures: wanted }));
    });
  },
);
