import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { resolveSessionCaller, SESSION_COOKIE } from "@/lib/identity";
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

describe("signing in", () => {
  it("goes from the organisation's address to its provider and back, and makes a session", async () => {
    const next = `?next=${encodeURIComponent(`/t/${house.acme.slug}/ledger`)}`;
    expect(await browser.follow(startOf(house.acme, next))).toBe(`/t/${house.acme.slug}/ledger`);
    const caller = await house.whoIs(browser);
    expect(caller).toMatchObject({ tenantId: house.acme.tenantId, memberId: house.acme.memberId });
    expect([...browser.cookies.keys()]).toEqual([SESSION_COOKIE]);
  });

  it("asks the provider with PKCE, state and nonce, and tells it nothing of where we go next", async () => {
    await browser.follow(startOf(house.acme, "?next=/t/acme/secret-place"));
    const asked = house.provider.asked.at(-1);
    expect(asked?.get("code_challenge_method")).toBe("S256");
    for (const name of ["state", "nonce", "code_challenge"]) expect(asked?.get(name)).toBeTruthy();
    expect(asked?.toString()).not.toContain("secret-place");
  });

  it("leads only to a path of the same organisation", async () => {
    const next = `?next=${encodeURIComponent("https://evil.test/")}`;
    expect(await browser.follow(startOf(house.acme, next))).toBe(`/t/${house.acme.slug}`);
  });

  it("ends the session that the browser had before, and never goes on under its token", async () => {
    await browser.follow(startOf(house.acme));
    const before = browser.cookies.get(SESSION_COOKIE);
    await browser.follow(startOf(house.acme));
    expect(browser.cookies.get(SESSION_COOKIE)).not.toBe(before);
    const request = { requestId: "test-request", source: "console" } as const;
    expect(await resolveSessionCaller({ db: house.db }, before, request)).toBeNull();
  });

  it("takes no session from a browser that brought one of its own making", async () => {
    browser.cookies.set(SESSION_COOKIE, `pcs_${"a".repeat(43)}_${"a".repeat(6)}`);
    await browser.follow(startOf(house.acme));
    expect(browser.cookies.get(SESSION_COOKIE)).not.toContain("a".repeat(43));
    expect(await house.whoIs(browser)).not.toBeNull();
  });

  it("signs out with the next request", async () => {
    await browser.follow(startOf(house.acme));
    const cookie = browser.cookies.get(SESSION_COOKIE) ?? "";
    const out = await browser.request(`/t/${house.acme.slug}/sign-out`, { origin: ORIGIN });
    expect(out.location).toContain(`/t/${house.acme.slug}/sign-in?notice=signed-out`);
    expect(browser.cookies.has(SESSION_COOKIE)).toBe(false);
    browser.cookies.set(SESSION_COOKIE, cookie);
    expect(await house.whoIs(browser)).toBeNull();
  });

  it("is not undone by another site", async () => {
    await browser.follow(startOf(house.acme));
    const out = await browser.request(`/t/${house.acme.slug}/sign-out`, {
      origin: "https://evil.test",
    });
    expect(out.status).toBe(403);
    expect(await house.whoIs(browser)).not.toBeNull();
  });
});

it("what is kept of a sign-in is sealed, and gone once it was used", async () => {
  const kept = () =>
    house.database.admin<{ sealed: Buffer }>("select sealed from portcullis.sign_in_answers");
  const before = (await kept()).length;
  const answer = await upTo(browser, startOf(house.acme), "/api/auth/callback/portcullis");
  const rows = await kept();
  expect(rows).toHaveLength(before + 1);
  for (const row of rows) expect(row.sealed.toString("latin1")).not.toContain("acme-1");
  await browser.follow(answer);
  expect(await kept()).toHaveLength(before);
});
