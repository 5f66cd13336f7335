import { beforeAll, describe, expect, it } from "vitest";
import type { Signatures } from "./expected";
import { type SamlRefusal, SamlRefused } from "./refusals";
import { requireSignatures } from "./require-signatures";
import { type Answers, FIELDS, makeAnswers, SIGNATURE } from "./testing/answers";
import { plainResponse } from "./testing/forge";
import { verifyResponse } from "./verify-response";

let made: Answers;
beforeAll(async () => {
  made = await makeAnswers();
});
const answer = (signs: Signatures, edit?: (xml: string) => string) =>
  made.answer(edit, made.keys.idp, {}, signs);
const why = (xml: string, signatures: Signatures) => made.why(xml, { signatures });

describe("of an answer a connection takes", () => {
  it.each<[wanted: Signatures, signs: Signatures, what: SamlRefusal | "accepted"]>([
    ["both", "both", "accepted"],
    ["both", "assertion", "saml-response-not-signed"],
    ["both", "response", "saml-assertion-not-signed"],
    ["assertion", "both", "accepted"],
    ["assertion", "assertion", "accepted"],
    ["assertion", "response", "saml-assertion-not-signed"],
    ["response", "both", "accepted"],
    ["response", "response", "accepted"],
    ["response", "assertion", "saml-response-not-signed"],
  ])("that asks for %s one with %s signed: %s", (wanted, signs, what) => {
    expect(why(answer(signs), wanted)).toBe(what);
  });

  it.each<Signatures>(["both", "assertion", "response"])("that asks for %s", (wanted) => {
    expect(why(plainResponse(FIELDS), wanted)).toBe("saml-not-signed");
    expect(why(answer(wanted).replaceAll(SIGNATURE, ""), wanted)).toBe("saml-not-signed");
  });

  it("says what was missing and what was asked for", () => {
    expect(() => requireSignatures({ response: false, assertion: true }, "both")).toThrow(
      new SamlRefused("saml-response-not-signed", "the connection asks for: both"),
    );
  });
});

describe("whatever is asked for", () => {
  const stripped = (xml: string, which: number) => {
    let seen = 0;
    return xml.replaceAll(SIGNATURE, (one) => (++seen === which ? "" : one));
  };

  it("who it is of is read from what was signed, and a change of it is found", () => {
    for (const wanted of ["assertion", "response"] as const) {
      const xml = answer(wanted);
      const expected = { ...made.expected, signatures: wanted };
      expect(verifyResponse(xml, expected)).toMatchObject({
        subject: "ada@acme.test",
        assertionId: "_assertion",
        claims: { groups: ["staff"] },
      });
      expect(why(xml.replace("ada@acme", "eve@acme"), wanted)).toBe("saml-signature");
      expect(why(xml.replace(">staff<", ">admins<"), wanted)).toBe("saml-signature");
    }
  });

  it("a second signature that does not hold spoils one that does", () => {
    const both = answer("both");
    const broken = (which: number) => {
      let seen = 0;
      return both.replaceAll(/(<ds:SignatureValue>)(.{4})/g, (all, tag, begin) =>
        ++seen === which ? `${tag}${begin === "AAAA" ? "BBBB" : "AAAA"}` : all,
      );
    };
    expect(why(broken(1), "assertion")).toBe("saml-signature");
    expect(why(broken(2), "response")).toBe("saml-signature");
  });

  it("a signature by another key is no signature of the connection's", () => {
    const { stranger } = made.keys;
    for (const wanted of ["assertion", "response"] as const) {
      expect(why(made.answer(undefined, stranger, {}, wanted), wanted)).toBe("saml-signature");
    }
  });

  it("one signature cannot stand for the other part", () => {
    const both = answer("both");
    expect(why(stripped(both, 1), "response")).toBe("saml-response-not-signed");
    expect(why(stripped(both, 2), "assertion")).toBe("saml-assertion-not-signed");
    const [first = "", second = ""] = both.match(SIGNATURE) ?? [];
    // Each put where the other one stood.
    const swapped = both.replace(first, "FIRST").replace(second, first).replace("FIRST", second);
    for (const wanted of ["both", "assertion", "response"] as const) {
      expect(why(swapped, wanted)).toBe("saml-signature-form");
    }
  });

  it("one signature does not stand at two places at once", () => {
    const xml = answer("response");
    const [own = ""] = xml.match(SIGNATURE) ?? [];
    const twice = xml.replace(
      /(<saml:Assertion[^>]*><saml:Issuer>[^<]*<\/saml:Issuer>)/,
      `$1${own}`,
    );
    expect(why(twice, "response")).toBe("saml-signature-form");
  });
});

describe("around a signed assertion, a response that is not signed", () => {
  const bare = (edit: (xml: string) => string) => why(edit(answer("assertion")), "assertion");

  it.each<[string, (xml: string) => string, SamlRefusal]>([
    ["of another issuer", (xml) => xml.replace(FIELDS.issuer, "https://evil.test"), "saml-issuer"],
    [
      "to another address",
      (xml) => xml.replace(/Destination="[^"]*"/, 'Destination="https://evil.test"'),
      "saml-destination",
    ],
    [
      "to another request",
      (xml) => xml.replace('InResponseTo="_request"', 'InResponseTo="_other"'),
      "saml-in-response-to",
    ],
    ["that failed", (xml) => xml.replace("status:Success", "status:Responder"), "saml-status"],
  ])("is refused %s", (_name, edit, reason) => {
    expect(bare(edit)).toBe(reason);
  });

  it("may leave out what the signed assertion says", () => {
    expect(bare((xml) => xml.replace(/ Destination="[^"]*"/, ""))).toBe("accepted");
    expect(bare((xml) => xml.replace(/<saml:Issuer>[^<]*<\/saml:Issuer>/, ""))).toBe("accepted");
  });

  it("makes up for nothing that the assertion does not say", () => {
    const edits = [
      (xml: string) => xml.replace(/ Recipient="[^"]*"/, ""),
      (xml: string) =>
        xml.replace(/(<saml:SubjectConfirmationData[^>]*) InResponseTo="[^"]*"/, "$1"),
      (xml: string) => xml.replace(/<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/, ""),
    ];
    const reasons = edits.map((edit) => why(answer("assertion", edit), "assertion"));
    expect(reasons).toEqual(["saml-recipient", "saml-in-response-to", "saml-audience"]);
  });
});
