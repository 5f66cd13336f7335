import { beforeAll, describe, expect, it } from "vitest";
import type { SamlRefusal } from "./refusals";
import { type Answers, ASSERTION, FIELDS, makeAnswers, minutes } from "./testing/answers";
import { plainResponse } from "./testing/forge";
import { verifyResponse } from "./verify-response";

let made: Answers;
beforeAll(async () => {
  made = await makeAnswers();
});
const why: Answers["why"] = (...given) => made.why(...given);
const answer: Answers["answer"] = (...given) => made.answer(...given);

describe("an answer as it should be", () => {
  it("is accepted, and read from what was signed", () => {
    expect(verifyResponse(answer(), made.expected)).toMatchObject({
      subject: "ada@acme.test",
      assertionId: "_assertion",
      claims: { groups: ["staff"], email: null },
    });
  });

  it("is accepted from either of two certificates while one follows the other", () => {
    expect(why(answer(undefined, made.keys.next))).toBe("accepted");
  });

  it("may come from a clock that differs by a minute", () => {
    const at = minutes(1);
    expect(
      why(answer((xml) => xml.replace(/(IssueInstant|NotBefore)="[^"]*"/g, `$1="${at}"`))),
    ).toBe("accepted");
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
      "a restriction to others beside the one to us",
      (xml) =>
        xml.replace(
          "</saml:AudienceRestriction>",
          "$&<saml:AudienceRestriction><saml:Audience>https://other.test</saml:Audience></saml:AudienceRestriction>",
        ),
      "saml-audience",
    ],
    [
      "no audience",
      (xml) => xml.replace(/<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/, ""),
      "saml-audience",
    ],
    [
      "a condition of another kind",
      (xml) => xml.replace("</saml:Conditions>", '<x:Never xmlns:x="urn:x"/>$&'),
      "saml-condition",
    ],
    [
      "a condition that extends the standard's",
      (xml) => xml.replace("</saml:Conditions>", "<saml:Condition/>$&"),
      "saml-condition",
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
