import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { refusalWords, SESSION_COOKIE } from "@/lib/identity";
import { TestBrowser } from "./testing/browser";
import type { Lies } from "./testing/provider";
import { lastReason } from "./testing/saml";
import { startOf, type TestSignIn, testSignIn, upTo } from "./testing/sign-in";

let house: TestSignIn;
let browser: TestBrowser;
beforeAll(async () => {
  house = await testSignIn();
});
afterAll(() => house.close());
beforeEach(() => {
  browser = new TestBrowser();
  house.provider.next = { subject: "acme-1" };
  house.provider.lies = {};
});

const home = () => `/t/${house.acme.slug}`;
const client = () => `client-${house.acme.slug}`;

describe("signing in over OpenID Connect", () => {
  it("goes on when the provider changes its keys from one moment to the next", async () => {
    expect(await browser.follow(startOf(house.acme))).toBe(home());
    await house.provider.rollOver();
    expect(await browser.follow(startOf(house.acme))).toBe(home());
  });

  it("takes a token for several audiences if we are its authorised party", async () => {
    house.provider.lies = { claims: { aud: ["urn:other", client()], azp: client() } };
    expect(await browser.follow(startOf(house.acme))).toBe(home());
  });

  it.each([8.64e12, -1e12, -8e12, 1e300])(
    "takes %d for no time of authentication",
    async (auth_time) => {
      house.provider.lies = { claims: { auth_time } };
      expect(await browser.follow(startOf(house.acme))).toBe(home());
      const [row] = await house.database.admin<{ at: Date | null }>(
        "select authenticated_at as at from portcullis.sessions where tenant_id = $1 order by id desc limit 1",
        [house.acme.tenantId],
      );
      expect(row).toEqual({ at: null });
    },
  );

  it("takes an answer that names its sender, if it is the provider", async () => {
    house.provider.lies = { sender: house.provider.issuer };
    expect(await browser.follow(startOf(house.acme))).toBe(home());
  });
});

describe("an answer is refused, with its reason for whoever looks after the connection:", () => {
  const past = Math.floor(Date.now() / 1000) - 3600;
  it.each<[string, Lies, string]>([
    ["another nonce", { claims: { nonce: "another" } }, "oidc-nonce"],
    ["no nonce", { claims: { nonce: undefined } }, "oidc-nonce"],
    ["another issuer", { claims: { iss: "https://other.test" } }, "oidc-issuer"],
    ["another audience", { claims: { aud: "urn:other" } }, "oidc-audience"],
    ["others in the audience without us", { claims: { aud: ["a", "b"] } }, "oidc-audience"],
    ["no party among several", { claims: { aud: ["client", "a"] } }, "oidc-audience"],
    ["another party", { claims: { azp: "urn:other" } }, "oidc-audience"],
    ["a token that has expired", { claims: { exp: past } }, "oidc-expired"],
    ["a token of tomorrow", { claims: { iat: past + 90_000 } }, "oidc-expired"],
    ["nobody", { claims: { sub: "" } }, "oidc-subject"],
    ["somebody who cannot be written", { claims: { sub: "a\0b" }, infoOf: "a\0b" }, "oidc-subject"],
    ["half a character", { claims: { sub: "a\ud800" }, infoOf: "a\ud800" }, "oidc-subject"],
    ["a key that is not published", { signs: "with an unpublished key" }, "oidc-signature"],
    ["no signature", { signs: "not at all" }, "oidc-signature"],
    ["an HMAC", { signs: "with the client's secret" }, "oidc-signature"],
    ["another sender", { sender: "https://other.test" }, "oidc-mix-up"],
    ["user information of somebody else", { infoOf: "globex-1" }, "oidc-subject"],
    ["no ID token", { token: "none" }, "oidc-no-token"],
    ["no JSON", { token: "html" }, "oidc-no-token"],
    ["more than is read", { token: "endless" }, "oidc-description"],
    ["a token endpoint that leads elsewhere", { token: "elsewhere" }, "provider-unreachable"],
  ])("%s", async (_name, lies, reason) => {
    house.provider.lies = lies;
    expect(await browser.follow(startOf(house.acme))).toMatch(/notice=(?:refused|unavailable)&/);
    expect(browser.cookies.size).toBe(0);
    expect(await lastReason(house, house.acme)).toBe(reason);
    expect(refusalWords(reason)).not.toBe(reason);
  });

  it("another state", async () => {
    const answer = new URL(await upTo(browser, startOf(house.acme), "/api/oauth/oidc"));
    answer.searchParams.set("state", "of-somebody-else");
    expect(await browser.follow(answer.href)).toContain("notice=refused");
    expect(await lastReason(house, house.acme)).toBe("oidc-no-request");
  });

  it("a state that came twice", async () => {
    const answer = await upTo(browser, startOf(house.acme), "/api/oauth/oidc");
    expect(await browser.follow(`${answer}&state=x`)).toContain("notice=refused");
  });

  it("the answer to another tenant's sign-in, brought into ours", async () => {
    const stranger = new TestBrowser();
    const answer = await upTo(stranger, startOf(house.globex), "/api/oauth/oidc");
    await upTo(browser, startOf(house.acme), "/api/oauth/oidc");
    expect(await browser.follow(answer)).toContain("notice=refused");
    expect(await lastReason(house, house.acme)).toBe("oidc-no-request");
  });

  it("a code of ours without the verifier it began with", async () => {
    const answer = await upTo(browser, startOf(house.acme), "/api/auth/callback/portcullis");
    const verifier = [...browser.cookies.keys()].find((name) => name.includes("pkce")) ?? "";
    const other = new TestBrowser();
    await upTo(other, startOf(house.acme), "/api/auth/callback/portcullis");
    browser.cookies.set(verifier, other.cookies.get(verifier) ?? "");
    expect(await browser.follow(answer)).toContain("notice=refused");
    expect(browser.cookies.has(SESSION_COOKIE)).toBe(false);
  });
});
