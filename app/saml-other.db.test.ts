import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SESSION_COOKIE } from "@/lib/identity";
import { type SignatureForm, signed } from "@/lib/identity/saml/testing/forge";
import {
  type OtherProvider,
  type OtherSettings,
  otherProvider,
} from "@/lib/identity/saml/testing/other-provider";
import { samlProvider } from "@/lib/identity/saml/testing/provider";
import { ORIGIN, TestBrowser } from "./testing/browser";
import { acsOf, answered, land, lastReason, samlTenant } from "./testing/saml";
import { startOf, type TestSignIn, testSignIn, upTo } from "./testing/sign-in";

/** A provider of another code base signs somebody in through the very doors that people come in by. */
let house: TestSignIn;
let provider: OtherProvider;
beforeAll(async () => {
  house = await testSignIn();
  provider = await otherProvider();
});
afterAll(() => house.close());

async function signIn(
  signatures: string,
  settings: OtherSettings,
  edit: (xml: string) => string = (xml) => xml,
): Promise<string | null> {
  const at = await samlTenant(house, provider, "ada");
  await house.database.admin(
    "update portcullis.connections set signatures = $2 where tenant_id = $1",
    [at.tenantId, signatures],
  );
  const browser = new TestBrowser();
  const address = await upTo(browser, startOf(at), "/sso");
  const posted = await provider.answer(address, `${ORIGIN}${acsOf(at)}`, "ada", settings);
  const xml = edit(Buffer.from(posted.SAMLResponse, "base64").toString());
  const SAMLResponse = Buffer.from(xml).toString("base64");
  const where = await land(browser, at, { ...posted, SAMLResponse });
  expect(browser.cookies.has(SESSION_COOKIE)).toBe(where === `/t/${at.slug}`);
  return browser.cookies.has(SESSION_COOKIE) ? "signed in" : await lastReason(house, at);
}

const BOTH = { signResponse: true };
const ours = async () => (await house.jackson.ownKeys.signing()).certificate;

describe("a provider of another code base, set up by its own metadata", () => {
  it.each<[string, string, OtherSettings, string]>([
    ["both", "both", BOTH, "signed in"],
    ["its assertion only", "assertion", {}, "signed in"],
    ["its response only", "response", { signResponse: true, signAssertion: false }, "signed in"],
    ["its assertion only, and not asked so", "both", {}, "saml-response-not-signed"],
    ["nothing", "assertion", { signAssertion: false }, "saml-not-signed"],
    ["by SHA-1", "both", { ...BOTH, signatureAlgorithm: "rsa-sha1" }, "saml-weak-algorithm"],
    ["with a SHA-1 digest", "both", { ...BOTH, digestAlgorithm: "sha1" }, "saml-weak-algorithm"],
  ])("that signs %s", async (_name, signatures, settings, what) => {
    expect(await signIn(signatures, settings)).toBe(what);
  });

  it("that encrypts to us, by AES-GCM or within a signed response by AES-CBC", async () => {
    const encryptionCert = await ours();
    const gcm = {
      encryptionCert,
      encryptionAlgorithm: "http://www.w3.org/2009/xmlenc11#aes256-gcm",
    };
    const cbc = {
      encryptionCert,
      encryptionAlgorithm: "http://www.w3.org/2001/04/xmlenc#aes256-cbc",
    };
    expect(await signIn("both", { ...BOTH, ...gcm })).toBe("signed in");
    expect(await signIn("assertion", gcm)).toBe("signed in");
    expect(await signIn("both", { ...BOTH, ...cbc })).toBe("signed in");
    expect(await signIn("assertion", cbc)).toBe("saml-encrypted-bare");
    const weak = {
      encryptionCert,
      encryptionAlgorithm: "http://www.w3.org/2001/04/xmlenc#tripledes-cbc",
    };
    expect(await signIn("both", { ...BOTH, ...weak })).toBe("saml-weak-encryption");
  });

  it("whose answer was meant for another is refused", async () => {
    expect(await signIn("both", { ...BOTH, audience: "https://other.test" })).toBe("saml-audience");
  });

  it("that names others beside us is taken, and one that names only others is not", async () => {
    const at = await samlTenant(house, provider, "ada");
    const come = async (audience: readonly string[]) => {
      const browser = new TestBrowser();
      const address = await upTo(browser, startOf(at), "/sso");
      const given = { ...BOTH, audience };
      await land(
        browser,
        at,
        await provider.answer(address, `${ORIGIN}${acsOf(at)}`, "ada", given),
      );
      return browser.cookies.has(SESSION_COOKIE) ? "signed in" : await lastReason(house, at);
    };
    const ours = `${ORIGIN}/api/saml/${at.slug}/metadata`;
    expect(await come(["https://first.test", ours, "https://third.test"])).toBe("signed in");
    expect(await come(["https://first.test", `${ours}/of-another`])).toBe("saml-audience");
  });

  it("whose response does not name its issuer, where that is not signed", async () => {
    const nameless = (xml: string) =>
      xml.replace(/<(saml:)?Issuer[^>]*>[^<]*<\/(saml:)?Issuer>/, "");
    expect(await signIn("assertion", {}, nameless)).toBe("signed in");
    expect(await signIn("both", BOTH, nameless)).toBe("saml-signature");
  });
});

/** What the standard allows and few send: each judged, and then let through by the broker too. */
describe("an answer is taken", () => {
  const C14N = "http://www.w3.org/2001/10/xml-exc-c14n#";
  const ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
  it.each<[string, (xml: string) => string, SignatureForm]>([
    [
      "whose canonical form would keep comments",
      (xml) => xml,
      {
        canonical: `${C14N}WithComments`,
        transforms: [ENVELOPED, `${C14N}WithComments`],
      },
    ],
    [
      "that writes namespaces out which nothing visible uses",
      (xml) => xml,
      {
        prefixes: ["xs", "saml"],
      },
    ],
    [
      "signed by RSA with SHA-512",
      (xml) => xml,
      {
        algorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
        digest: "http://www.w3.org/2001/04/xmlenc#sha512",
      },
    ],
    [
      "whose conditions have no end of their own",
      (xml) => xml.replace(/(<saml:Conditions[^>]*) NotOnOrAfter="[^"]*"/, "$1"),
      {},
    ],
    [
      "that may be used once and passed on never",
      (xml) =>
        xml.replace(
          "</saml:Conditions>",
          '<saml:OneTimeUse/><saml:ProxyRestriction Count="0"/></saml:Conditions>',
        ),
      {},
    ],
    [
      "under two restrictions that name us, one of them among others",
      (xml) =>
        xml.replace(
          /<saml:AudienceRestriction>[\s\S]*?<\/saml:AudienceRestriction>/,
          (one) =>
            one + one.replace("<saml:Audience>", "<saml:Audience>https://x.test</saml:Audience>$&"),
        ),
      {},
    ],
    [
      "with two bearer confirmations, of which the second is ours",
      (xml) =>
        xml.replace(
          /<saml:SubjectConfirmation [\s\S]*?<\/saml:SubjectConfirmation>/,
          (one) => one.replace(/Recipient="[^"]*"/, 'Recipient="https://other.test/acs"') + one,
        ),
      {},
    ],
    [
      "with a name id of no stated form",
      (xml) => xml.replace(/<saml:NameID Format="[^"]*"/, "<saml:NameID"),
      {},
    ],
    [
      "whose session has an index and an end",
      (xml) =>
        xml.replace(
          "<saml:AuthnStatement ",
          `<saml:AuthnStatement SessionIndex="_s" SessionNotOnOrAfter="${new Date(Date.now() + 3_600_000).toISOString()}" `,
        ),
      {},
    ],
  ])("%s", async (_name, edit, form) => {
    const idp = await samlProvider();
    const at = await samlTenant(house, idp, "ada");
    const browser = new TestBrowser();
    const posted = await answered(browser, at, idp, "ada");
    const xml = Buffer.from(posted.SAMLResponse, "base64").toString();
    const plain = xml.replaceAll(/<ds:Signature[\s\S]*?<\/ds:Signature>/g, "");
    const bare = edit(plain);
    expect(bare !== plain || Object.keys(form).length > 0).toBe(true);
    const both = signed(signed(bare, "Assertion", idp.keys, form), "Response", idp.keys, form);
    const SAMLResponse = Buffer.from(both).toString("base64");
    expect(await land(browser, at, { ...posted, SAMLResponse })).toBe(`/t/${at.slug}`);
  });
});
