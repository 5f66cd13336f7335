import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { requireStepUp } from "@/lib/access";
import { withTenant } from "@/lib/db";
import type { TestTenant } from "@/lib/db/testing";
import { SESSION_COOKIE } from "@/lib/identity";
import { type SamlProvider, samlProvider } from "@/lib/identity/saml/testing/provider";
import { Problem } from "@/lib/kernel";
import { house as rooms } from "./rooms";
import { samlMetadata } from "./saml-flow";
import { TestBrowser } from "./testing/browser";
import { land, lastReason, samlTenant } from "./testing/saml";
import { startOf, type TestSignIn, testSignIn, upTo } from "./testing/sign-in";

let house: TestSignIn;
let saml: SamlProvider;
let tenant: TestTenant;
let browser: TestBrowser;
beforeAll(async () => {
  house = await testSignIn();
  saml = await samlProvider();
  tenant = await samlTenant(house, saml, "ada");
});
afterAll(() => house.close());
beforeEach(() => {
  browser = new TestBrowser();
  house.provider.next = { subject: "acme-1" };
  house.provider.lies = {};
});

const ago = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;
/** Whether whoever is signed in may do what asks for a fresh proof. */
async function mayAct(): Promise<boolean> {
  const caller = await house.whoIs(browser);
  if (caller === null) throw new Error("nobody is signed in");
  return await withTenant(house.db, caller, (tx) => requireStepUp(tx, caller, "keys.create")).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Problem && error.code === "step_up_required") return false;
      throw error;
    },
  );
}

describe("over OpenID Connect", () => {
  it("being known at the provider from before is no proof, and no proof is made of silence", async () => {
    house.provider.lies = { claims: { auth_time: ago(3600) } };
    await browser.follow(startOf(house.acme));
    expect(house.provider.asked.at(-1)?.get("max_age")).toBe("2592000");
    expect(house.provider.asked.at(-1)?.has("prompt")).toBe(false);
    expect(await mayAct()).toBe(false);
    house.provider.lies = { claims: { auth_time: undefined } };
    await browser.follow(startOf(house.acme));
    expect(await mayAct()).toBe(false);
  });

  it("whoever signs in again is asked who they are, and then may act", async () => {
    await browser.follow(startOf(house.acme, "?afresh=1"));
    const asked = house.provider.asked.at(-1);
    expect([asked?.get("prompt"), asked?.get("max_age")]).toEqual(["login", "0"]);
    expect(await mayAct()).toBe(true);
  });

  it.each([
    ["says that it knew them already", { auth_time: ago(600) }],
    ["says nothing of when", { auth_time: undefined }],
    ["says a time that is none", { auth_time: "now" }],
    ["says a time that is still to come", { auth_time: ago(-3600) }],
  ])(
    "a provider that %s confirms nobody, and the session there was goes on",
    async (_what, said) => {
      await browser.follow(startOf(house.acme));
      const before = browser.cookies.get(SESSION_COOKIE);
      house.provider.lies = { claims: said };
      const landed = await browser.follow(startOf(house.acme, "?afresh=1"));
      expect(landed).toMatch(/\/sign-in\?notice=not-afresh&request=/);
      expect(browser.cookies.get(SESSION_COOKIE)).toBe(before);
      expect(await house.whoIs(browser)).not.toBeNull();
      expect(await lastReason(house, house.acme)).toBe("oidc-not-afresh");
    },
  );
});

describe("over SAML", () => {
  const answer = async (query: string, said = {}) => {
    const address = await upTo(browser, startOf(tenant, query), "/sso");
    const metadata = await samlMetadata(await rooms(), tenant.slug);
    return { address, posted: await saml.answer(address, metadata, "ada", said) };
  };
  const at = (seconds: number) => new Date(ago(seconds) * 1000).toISOString();

  it("an old AuthnInstant is no proof; a sign-in anew is asked for with ForceAuthn, and is one", async () => {
    const old = await answer("", { AuthnInstant: at(3600) });
    expect(await land(browser, tenant, old.posted)).toBe(`/t/${tenant.slug}`);
    expect(await mayAct()).toBe(false);
    const { posted } = await answer("?afresh=1");
    expect(await land(browser, tenant, posted)).toBe(`/t/${tenant.slug}`);
    expect(await mayAct()).toBe(true);
  });

  it("a provider that knew them already confirms nobody", async () => {
    const { posted } = await answer("?afresh=1", { AuthnInstant: at(600) });
    expect(await land(browser, tenant, posted)).toMatch(/notice=not-afresh/);
    expect(await lastReason(house, tenant)).toBe("saml-not-afresh");
  });
});
