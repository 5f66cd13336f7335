import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TestTenant } from "@/lib/db/testing";
import { refusalWords, SESSION_COOKIE } from "@/lib/identity";
import { signed } from "@/lib/identity/saml/testing/forge";
import { type SamlProvider, samlProvider } from "@/lib/identity/saml/testing/provider";
import { house as rooms } from "./rooms";
import { samlMetadata } from "./saml-flow";
import { TestBrowser } from "./testing/browser";
import { acsOf, answered, land, lastReason, samlTenant } from "./testing/saml";
import { type TestSignIn, testSignIn, upTo } from "./testing/sign-in";

let house: TestSignIn;
let provider: SamlProvider;
let tenant: TestTenant;
let other: TestTenant;
let browser: TestBrowser;
beforeAll(async () => {
  house = await testSignIn();
  provider = await samlProvider();
  tenant = await samlTenant(house, provider, "ada");
  // The same provider, for another organisation: neither is in the other's way.
  other = await samlTenant(house, provider, "bob");
});
afterAll(() => house.close());
beforeEach(() => {
  browser = new TestBrowser();
});

const refusedAt = (at: TestTenant) =>
  expect.stringMatching(new RegExp(`^/t/${at.slug}/sign-in\\?notice=refused&request=`));

describe("signing in over SAML", () => {
  it("goes to the provider and back, and makes a session of the tenant", async () => {
    const posted = await answered(browser, tenant, provider, "ada");
    expect(await land(browser, tenant, posted)).toBe(`/t/${tenant.slug}`);
    const caller = await house.whoIs(browser);
    expect(caller).toMatchObject({ tenantId: tenant.tenantId, memberId: tenant.memberId });
    expect([...browser.cookies.keys()]).toEqual([SESSION_COOKIE]);
  });

  it("takes an assertion that is encrypted to us", async () => {
    const encrypting = await samlProvider({ entityId: "https://sealed.test", encrypts: true });
    const at = await samlTenant(house, encrypting, "ada");
    const posted = await answered(browser, at, encrypting, "ada");
    expect(Buffer.from(posted.SAMLResponse, "base64").toString()).not.toContain(">ada<");
    expect(await land(browser, at, posted)).toBe(`/t/${at.slug}`);
  });

  it("signs its requests where the provider takes no others", async () => {
    const strict = await samlProvider({
      entityId: "https://strict.test",
      wantsSignedRequests: true,
    });
    const at = await samlTenant(house, strict, "ada");
    expect(await land(browser, at, await answered(browser, at, strict, "ada"))).toBe(
      `/t/${at.slug}`,
    );
  });

  it("takes times at the end of all time, and none before it for one of authentication", async () => {
    const posted = await answered(browser, tenant, provider, "ada", {
      SubjectConfirmationDataNotOnOrAfter: "9999-12-31T23:59:59Z",
      ConditionsNotOnOrAfter: "9999-12-31T23:59:59.9999999Z",
      ...{ ConditionsNotBefore: "0000-01-01T00:00:00Z", AuthnInstant: "0000-01-01T00:00:00Z" },
    });
    expect(await land(browser, tenant, posted)).toBe(`/t/${tenant.slug}`);
  });

  it("knows a person by the signed name id only, whatever attribute is called id", async () => {
    const posted = await answered(browser, tenant, provider, "mallory");
    expect(await land(browser, tenant, posted)).toEqual(refusedAt(tenant));
    expect(await lastReason(house, tenant)).toBe("unknown-identity");
  });
});

describe("an answer is refused", () => {
  it("in another browser than the one that began", async () => {
    const posted = await answered(browser, tenant, provider, "ada");
    const stranger = new TestBrowser();
    expect(await land(stranger, tenant, posted)).toBe("/?notice=expired");
    expect(stranger.cookies.has(SESSION_COOKIE)).toBe(false);
  });

  it("when it is posted again", async () => {
    const posted = await answered(browser, tenant, provider, "ada");
    await land(browser, tenant, posted);
    const again = new TestBrowser();
    expect(await land(again, tenant, posted)).toEqual(refusedAt(tenant));
    expect(again.cookies.has(SESSION_COOKIE)).toBe(false);
  });

  it("when its assertion was used before, though another request waits", async () => {
    const AssertionID = "_used-in-another-process";
    await land(browser, tenant, await answered(browser, tenant, provider, "ada", { AssertionID }));
    const again = new TestBrowser();
    const posted = await answered(again, tenant, provider, "ada", { AssertionID });
    expect(await land(again, tenant, posted)).toEqual(refusedAt(tenant));
    expect(await lastReason(house, tenant)).toBe("saml-replayed");
  });

  it("at another tenant's address, though the provider is the same", async () => {
    const posted = await answered(browser, tenant, provider, "bob");
    expect(await land(browser, other, posted)).toEqual(refusedAt(other));
    expect(browser.cookies.has(SESSION_COOKIE)).toBe(false);
  });

  it("when the provider names an address of another organisation's domain", async () => {
    const at = await samlTenant(house, provider, "ada");
    await house.database.admin(
      "update portcullis.domains set name = 'globex.test' where tenant_id = $1",
      [at.tenantId],
    );
    const posted = await answered(browser, at, provider, "ada");
    expect(await land(browser, at, posted)).toEqual(refusedAt(at));
    expect(await lastReason(house, at)).toBe("address-outside");
  });

  it("when no request of ours waits for it", async () => {
    const { SAMLResponse } = await answered(browser, tenant, provider, "ada", { InResponseTo: "" });
    const posted = { SAMLResponse, RelayState: "" };
    expect(await land(browser, tenant, posted)).toEqual(refusedAt(tenant));
  });

  it("with a trace in plain words for whoever looks after the connection", async () => {
    const at = await samlTenant(house, provider, "ada");
    const posted = await answered(browser, at, provider, "ada", { Audience: "https://other.test" });
    expect(await land(browser, at, posted)).toEqual(refusedAt(at));
    expect(await lastReason(house, at)).toBe("saml-audience");
    const [trace] = await house.database.admin<{ reason: string }>(
      "select reason from portcullis.sign_in_traces where tenant_id = $1",
      [at.tenantId],
    );
    expect(refusalWords(trace?.reason ?? "")).toContain("another audience");
  });

  it("but does not fill the ledger or the traces when nobody asked for it", async () => {
    const at = await samlTenant(house, provider, "ada");
    for (let count = 0; count < 45; count++) {
      await browser.postFromElsewhere(acsOf(at), { SAMLResponse: "eA==", RelayState: "" });
    }
    const [kept] = await house.database.admin<{ traces: number; entries: number }>(
      `select (select count(*)::int from portcullis.sign_in_traces where tenant_id = $1) as traces,
              (select count(*)::int from portcullis.ledger_entries where tenant_id = $1) as entries`,
      [at.tenantId],
    );
    // Twenty a minute, and the clock may pass from one to the next.
    expect([20, 40]).toContain(Math.min(20 * Math.ceil((kept?.traces ?? 0) / 20), 60));
    expect(kept?.entries).toBe(0);
  });

  it.each([
    ["nothing", {}],
    ["no base64", { SAMLResponse: "<xml>" }],
    ["no XML", { SAMLResponse: Buffer.from("hello").toString("base64") }],
  ])("when it holds %s, and never as a fault of ours", async (_name, form) => {
    expect(await land(browser, tenant, form as never)).toEqual(refusedAt(tenant));
  });
});

describe("a sign-in that begins at the provider", () => {
  const begun = async (allowed: boolean) => {
    const at = await samlTenant(house, provider, "ada");
    await house.database.admin(
      "update portcullis.connections set idp_initiated = $2 where tenant_id = $1",
      [at.tenantId, allowed],
    );
    const posted = await answered(new TestBrowser(), at, provider, "ada", { InResponseTo: "" });
    const SAMLResponse = encodeWithoutRequest(posted.SAMLResponse);
    return { at, posted: { SAMLResponse, RelayState: "" } };
  };
  /** samlify writes the attribute even when it is empty, so it is taken out and signed again. */
  const encodeWithoutRequest = (encoded: string) => {
    const xml = Buffer.from(encoded, "base64").toString();
    const bare = xml.replaceAll(/<ds:Signature[\s\S]*?<\/ds:Signature>| InResponseTo=""/g, "");
    const both = signed(signed(bare, "Assertion", provider.keys), "Response", provider.keys);
    return Buffer.from(both).toString("base64");
  };

  it("is refused where the connection does not allow it", async () => {
    const { at, posted } = await begun(false);
    expect(await land(browser, at, posted)).toEqual(refusedAt(at));
    expect(browser.cookies.size).toBe(0);
  });

  it("goes through a request of our own where it is allowed, and only once", async () => {
    const { at, posted } = await begun(true);
    const { location } = await browser.postFromElsewhere(acsOf(at), posted);
    expect(browser.cookies.has(SESSION_COOKIE)).toBe(false);
    const asked = await upTo(browser, location ?? "", "/sso");
    const metadata = await samlMetadata(await rooms(), at.slug);
    expect(metadata).toMatch(/<md:EncryptionMethod Algorithm="[^"]*#aes256-gcm"\/>/);
    const answer = await provider.answer(asked, metadata, "ada");
    expect(await land(browser, at, answer)).toBe(`/t/${at.slug}`);
    expect(await land(new TestBrowser(), at, posted)).toEqual(refusedAt(at));
  });
});

it("what is kept between the steps is sealed, and gone once it was used", async () => {
  const at = await samlTenant(house, provider, "ada");
  const kept = (table: string) =>
    house.database.admin<{ sealed: Buffer }>(
      `select sealed from portcullis.${table} where tenant_id = $1`,
      [at.tenantId],
    );
  const posted = await answered(browser, at, provider, "ada");
  expect(await kept("sign_in_requests")).toHaveLength(1);
  const { location } = await browser.postFromElsewhere(acsOf(at), posted);
  expect(await kept("sign_in_requests")).toEqual([]);
  const [answer, ...more] = await kept("sign_in_answers");
  expect(more).toEqual([]);
  expect(answer?.sealed.toString("latin1")).not.toContain("ada");
  await browser.follow(location ?? "");
  expect(await kept("sign_in_answers")).toEqual([]);
});
