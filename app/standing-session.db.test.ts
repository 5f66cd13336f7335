import { generateSync } from "otplib";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { beginTotp, confirmTotp, signedInProver, steppedUpBy } from "@/lib/factors";
import { SECOND_STEP_COOKIE, SESSION_COOKIE } from "@/lib/identity";
import { house as rooms } from "./rooms";
import * as act from "./t/[slug]/sign-in/second-step/act/route";
import { ORIGIN, TestBrowser } from "./testing/browser";
import { startOf, type TestSignIn, testSignIn } from "./testing/sign-in";

let house: TestSignIn;
let browser: TestBrowser;
let slug: string;
beforeAll(async () => {
  house = await testSignIn();
  slug = house.acme.slug;
});
afterAll(() => house.close());
beforeEach(() => {
  browser = new TestBrowser();
  house.provider.next = { subject: "acme-1" };
});

const asks = (everyone: boolean) =>
  house.database.admin(
    `insert into portcullis.tenant_policies (tenant_id, section, version, document, changed_by)
     values ($1, 'mfa', 1, $2, 'test')
     on conflict (tenant_id, section) do update set document = excluded.document`,
    [house.acme.tenantId, JSON.stringify({ everyone })],
  );
const ask = (next = `/t/${slug}/ledger`) =>
  `/t/${slug}/sign-in/second-step/ask?next=${encodeURIComponent(next)}`;
const live = async (token: string) => {
  const stranger = new TestBrowser();
  stranger.cookies.set(SESSION_COOKIE, token);
  return (await house.whoIs(stranger).catch(() => null)) !== null;
};

it("leads who has no factor to a sign-in at which they add one, and gives them nothing before", async () => {
  await browser.follow(startOf(house.acme));
  await asks(true);
  const landed = await browser.follow(ask());
  expect(landed).toBe(`/t/${slug}/sign-in?notice=factor-asked&next=%2Ft%2F${slug}%2Fledger`);
  expect(browser.cookies.has(SECOND_STEP_COOKIE)).toBe(false);
  // Signing out is open to them all the same.
  const token = browser.cookies.get(SESSION_COOKIE) ?? "";
  await browser.request(`/t/${slug}/sign-out`, { origin: ORIGIN });
  await asks(false);
  expect(await live(token)).toBe(false);
});

it("asks who has one for it; a new session follows, under a token nobody had, and ends the one that stood", async () => {
  await browser.follow(startOf(house.acme));
  const before = browser.cookies.get(SESSION_COOKIE) ?? "";
  await browser.follow(ask());
  expect(browser.cookies.has(SECOND_STEP_COOKIE)).toBe(false);

  const other = new TestBrowser();
  await other.follow(startOf(house.acme));
  const caller = await house.whoIs(other);
  if (caller === null) throw new Error("nobody is signed in");
  const prover = signedInProver(caller);
  const { id, secret } = await beginTotp(await rooms(), prover, { name: "Phone" });
  const code = (steps: number) =>
    generateSync({ secret: secret.reveal(), epoch: Math.floor(Date.now() / 1000) + steps * 30 });
  await confirmTotp(await rooms(), prover, { id, code: code(0) }, steppedUpBy(caller));

  await asks(true);
  // Another site cannot send them on the way.
  const sent = await browser.request(ask(), { "sec-fetch-site": "cross-site" });
  expect(sent.location).toBe(`${ORIGIN}/t/${slug}/sign-in`);
  expect(await browser.follow(ask())).toBe(`/t/${slug}/sign-in/second-step`);
  const waits = browser.cookies.get(SECOND_STEP_COOKIE);
  expect(await browser.follow(ask())).toBe(`/t/${slug}/sign-in/second-step`);
  expect(browser.cookies.get(SECOND_STEP_COOKIE)).toBe(waits);
  expect(await live(before)).toBe(false);
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const request = new Request(`${ORIGIN}/t/${slug}/sign-in/second-step/act`, {
    method: "POST",
    headers: { host: "localhost:3000", origin: ORIGIN, "content-type": "application/json", cookie },
    body: JSON.stringify({ act: "prove", proof: { method: "totp", code: code(1) }, trust: false }),
  });
  const response = await act.POST(request, { params: Promise.resolve({ slug }) });
  expect(await response.json()).toEqual({ next: `/t/${slug}/ledger`, codes: [] });
  const [made = ""] = response.headers.getSetCookie();
  const token = made.slice(made.indexOf("=") + 1, made.indexOf(";"));
  expect(token).not.toBe(before);
  expect(await live(token)).toBe(true);
  await asks(false);
  expect(await live(before)).toBe(false);
});

it("leads nobody anywhere who lacks nothing, or is a member elsewhere", async () => {
  house.provider.next = { subject: "globex-1" };
  await browser.follow(startOf(house.globex));
  expect(await browser.follow(ask())).toBe(`/t/${slug}/sign-in`);
  expect(await new TestBrowser().follow(ask())).toBe(`/t/${slug}/sign-in`);
  expect(browser.cookies.has(SECOND_STEP_COOKIE)).toBe(false);
});
