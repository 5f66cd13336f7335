import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SESSION_COOKIE } from "@/lib/identity";
import { type Said, type SamlProvider, samlProvider } from "@/lib/identity/saml/testing/provider";
import { TestBrowser } from "./testing/browser";
import { answered, land, lastReason, samlTenant } from "./testing/saml";
import { type TestSignIn, testSignIn } from "./testing/sign-in";

let house: TestSignIn;
let provider: SamlProvider;
let sealing: SamlProvider;
beforeAll(async () => {
  house = await testSignIn();
  provider = await samlProvider();
  sealing = await samlProvider({ entityId: "https://sealed.test", encrypts: true });
});
afterAll(() => house.close());

async function tenantThatAsksFor(signatures: string, of = provider) {
  const at = await samlTenant(house, of, "ada");
  await house.database.admin(
    "update portcullis.connections set signatures = $2 where tenant_id = $1",
    [at.tenantId, signatures],
  );
  return at;
}

async function lands(signatures: string, said: Said, of = provider) {
  const at = await tenantThatAsksFor(signatures, of);
  const browser = new TestBrowser();
  const where = await land(browser, at, await answered(browser, at, of, "ada", said));
  const signedIn = browser.cookies.has(SESSION_COOKIE);
  expect(signedIn).toBe(where === `/t/${at.slug}`);
  return signedIn ? "signed in" : await lastReason(house, at);
}

describe("a connection", () => {
  it.each<[string, Said, string]>([
    ["both", {}, "signed in"],
    ["both", { unsigned: "response" }, "saml-response-not-signed"],
    ["both", { unsigned: "assertion" }, "saml-assertion-not-signed"],
    ["assertion", { unsigned: "response" }, "signed in"],
    ["assertion", { unsigned: "assertion" }, "saml-assertion-not-signed"],
    ["response", { unsigned: "assertion" }, "signed in"],
    ["response", { unsigned: "response" }, "saml-response-not-signed"],
    ["response", {}, "signed in"],
  ])("that asks for %s, of an answer with %o: %s", async (signatures, said, what) => {
    expect(await lands(signatures, said)).toBe(what);
  });

  it.each<[string, Said, string]>([
    ["response", { unsigned: "assertion" }, "signed in"],
    ["both", { unsigned: "assertion" }, "saml-assertion-not-signed"],
    ["assertion", { unsigned: "response" }, "signed in"],
  ])(
    "that asks for %s of encrypted answers, of one with %o: %s",
    async (signatures, said, what) => {
      expect(await lands(signatures, said, sealing)).toBe(what);
    },
  );

  it("takes an assertion under AES-CBC only within a response that is signed", async () => {
    const cbc = await samlProvider({
      entityId: "https://cbc.test",
      encrypts: true,
      encryption: "http://www.w3.org/2001/04/xmlenc#aes256-cbc",
    });
    expect(await lands("assertion", { unsigned: "response" }, cbc)).toBe("saml-encrypted-bare");
    expect(await lands("assertion", {}, cbc)).toBe("signed in");
    expect(await lands("both", {}, cbc)).toBe("signed in");
  });

  it("says in the trace what was missing, and what it asks for", async () => {
    const at = await tenantThatAsksFor("both");
    const browser = new TestBrowser();
    const posted = await answered(browser, at, provider, "ada", { unsigned: "response" });
    await land(browser, at, posted);
    const traces = await house.database.admin<{ reason: string; facts: unknown }>(
      "select reason, facts from portcullis.sign_in_traces where tenant_id = $1",
      [at.tenantId],
    );
    expect(traces).toEqual([
      { reason: "saml-response-not-signed", facts: { found: "the connection asks for: both" } },
    ]);
  });
});
