import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeTenant, type TestTenant } from "@/lib/db/testing";
import { createOidcConnection, openJackson, SESSION_COOKIE, SIGN_IN_COOKIE } from "@/lib/identity";
import { addConnection } from "@/lib/identity/testing/members";
import { Problem } from "@/lib/kernel";
import { ORIGIN, TestBrowser } from "./testing/browser";
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
});

describe("a sign-in is refused", () => {
  const refused = (tenant: TestTenant) =>
    expect.stringMatching(new RegExp(`^/t/${tenant.slug}/sign-in\\?notice=refused&request=`));

  it("for somebody the organisation does not know, whoever else knows them", async () => {
    house.provider.next = { subject: "globex-1" };
    expect(await browser.follow(startOf(house.acme))).toEqual(refused(house.acme));
    expect(browser.cookies.size).toBe(0);
    expect(await browser.follow(startOf(house.globex))).toBe(`/t/${house.globex.slug}`);
  });

  it("when the provider refuses", async () => {
    house.provider.next = { error: "access_denied" };
    expect(await browser.follow(startOf(house.acme))).toEqual(refused(house.acme));
  });

  it("when the answer comes to another browser than the one that began", async () => {
    const answer = await upTo(browser, startOf(house.acme), "/api/auth/callback/portcullis");
    const other = new TestBrowser();
    expect(await other.follow(answer)).toBe("/?notice=expired");
    // Even one that began a sign-in of its own has another state and verifier.
    await upTo(other, startOf(house.acme), "/api/auth/callback/portcullis");
    expect(await other.follow(answer)).toEqual(refused(house.acme));
    expect(other.cookies.has(SESSION_COOKIE)).toBe(false);
  });

  it("when the code is played again", async () => {
    const answer = await upTo(browser, startOf(house.acme), "/api/auth/callback/portcullis");
    const copy = new TestBrowser();
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
    expect(await browser.follow(answer)).toBe(`/t/${house.acme.slug}`);
    expect(await copy.follow(answer)).toEqual(refused(house.acme));
  });

  it("when the provider's answer is played again", async () => {
    const answer = await upTo(browser, startOf(house.acme), "/api/oauth/oidc");
    const copy = new TestBrowser();
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
    expect(await browser.follow(answer)).toBe(`/t/${house.acme.slug}`);
    expect(await copy.follow(answer)).toEqual(refused(house.acme));
  });

  it("when another tenant's state is put under it half-way", async () => {
    const answer = await upTo(browser, startOf(house.acme), "/api/auth/callback/portcullis");
    const other = new TestBrowser();
    await other.request(startOf(house.globex));
    browser.cookies.set(SIGN_IN_COOKIE, other.cookies.get(SIGN_IN_COOKIE) ?? "");
    expect(await browser.follow(answer)).toEqual(refused(house.globex));
    expect(browser.cookies.has(SESSION_COOKIE)).toBe(false);
    const rows = await house.database.admin<{ reason: string }>(
      `select convert_from(bytes, 'UTF8')::jsonb -> 'body' ->> 'reason' as reason
         from portcullis.ledger_entries where tenant_id = $1 order by seq desc limit 1`,
      [house.globex.tenantId],
    );
    expect(rows).toEqual([{ reason: "answer-refused" }]);
  });

  it.each(["tenant", "product", "idp_hint", "resource", "access_type"])(
    "or goes on untouched when %s is added to the request to the broker",
    async (name) => {
      const ask = new URL(await upTo(browser, startOf(house.acme), "/api/oauth/authorize"));
      ask.searchParams.set(name, name === "tenant" ? house.globex.tenantId : "portcullis");
      expect(await browser.follow(ask.href)).toBe(`/t/${house.acme.slug}`);
      expect((await house.whoIs(browser))?.tenantId).toBe(house.acme.tenantId);
    },
  );

  it.each([
    ["client_id", () => `tenant=${house.globex.tenantId}&product=portcullis`],
    ["redirect_uri", () => "http://localhost:3000/t/acme"],
    ["code_challenge_method", () => "plain"],
    ["response_type", () => "token"],
  ])("when %s is changed in the request to the broker", async (name, value) => {
    const ask = new URL(await upTo(browser, startOf(house.acme), "/api/oauth/authorize"));
    ask.searchParams.set(name, value());
    expect(await browser.follow(ask.href)).toEqual(refused(house.acme));
  });

  it("before it begins, where the organisation is not known or has no provider", async () => {
    const lonely = await makeTenant(house.database);
    for (const slug of ["no-such-organisation", lonely.slug, "..%2f..", "%00"]) {
      const landed = await browser.follow(`/t/${slug}/sign-in/start`);
      expect(landed).toMatch(/\/sign-in\?notice=not-set-up$/);
    }
    expect(browser.cookies.size).toBe(0);
  });

  it("to begin from another site: the visitor sees the page first", async () => {
    const landed = await browser.request(startOf(house.acme), { "sec-fetch-site": "cross-site" });
    expect(landed.location).toBe(`${ORIGIN}/t/${house.acme.slug}/sign-in`);
    expect(browser.cookies.size).toBe(0);
  });
});

describe("while something is down", () => {
  it("an unreachable provider is a refusal, and leaves no session", async () => {
    const tenant = await makeTenant(house.database);
    const { connection } = await createOidcConnection(house.jackson, {
      tenantId: tenant.tenantId,
      slug: tenant.slug,
      discoveryUrl: "http://localhost:9/.well-known/openid-configuration",
      clientId: "gone",
      clientSecret: "secret",
    });
    await addConnection(house.database, tenant.tenantId, { brokerId: connection });
    expect(await browser.follow(startOf(tenant))).toMatch(/notice=(?:refused|unavailable)/);
    expect(browser.cookies.has(SESSION_COOKIE)).toBe(false);
  });

  it("a changed encryption key stops the broker before it opens a record", async () => {
    const changed = { ...house.secrets, jacksonEncryptionKey: randomBytes(16).toString("hex") };
    await expect(openJackson(house.config, changed)).rejects.toSatisfy(
      (error) => error instanceof Problem && error.code === "unavailable",
    );
  });

  it("a store that cannot be reached is unavailable", async () => {
    const elsewhere = { ...house.config, jacksonDatabaseUrl: "postgres://x:y@127.0.0.1:9/none" };
    await expect(openJackson(elsewhere, house.secrets)).rejects.toSatisfy(
      (error) => error instanceof Problem && error.code === "unavailable",
    );
  });
});
