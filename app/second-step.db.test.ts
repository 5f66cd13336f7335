import { generateSync } from "otplib";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { resolveSessionCaller, SECOND_STEP_COOKIE, SESSION_COOKIE } from "@/lib/identity";
import * as route from "./t/[slug]/sign-in/second-step/act/route";
import { ORIGIN, TestBrowser } from "./testing/browser";
import { startOf, type TestSignIn, testSignIn } from "./testing/sign-in";

type Answer = { readonly status: number; readonly body: Record<string, unknown> };

const STEP_SECONDS = 30;
let house: TestSignIn;
let browser: TestBrowser;
let slug: string;
let secret: string;
/** No step twice: each code is taken from the step after the one before it. */
let step = -1;

beforeAll(async () => {
  house = await testSignIn();
  slug = house.acme.slug;
  await house.database.admin(
    `insert into portcullis.tenant_policies (tenant_id, section, version, document, changed_by)
     values ($1, 'mfa', 1, '{"everyone": true}', 'test')`,
    [house.acme.tenantId],
  );
});
afterAll(() => house.close());
beforeEach(async () => {
  browser = new TestBrowser();
  house.provider.next = { subject: "acme-1" };
});

async function send(
  body: unknown,
  { headers = {}, to = slug }: { headers?: Record<string, string>; to?: string } = {},
): Promise<Answer> {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const url = `${ORIGIN}/t/${to}/sign-in/second-step/act`;
  const request = new Request(url, {
    method: "POST",
    headers: {
      ...{ host: new URL(ORIGIN).host, origin: ORIGIN, "content-type": "application/json" },
      ...{ cookie, ...headers },
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const response = await route.POST(request, { params: Promise.resolve({ slug: to }) });
  for (const header of response.headers.getSetCookie()) keep(header);
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}

function keep(header: string): void {
  const [pair = ""] = header.split(";");
  const [name = "", value = ""] = [pair.slice(0, pair.indexOf("=")), pair.split("=")[1]];
  if (/Max-Age=0/i.test(header)) browser.cookies.delete(name);
  else browser.cookies.set(name, value);
}

function code(): string {
  step += 1;
  return generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + (step - 1) * STEP_SECONDS });
}
const prove = () => ({ act: "prove", proof: { method: "totp", code: code() }, trust: false });

it("makes a first factor and a session of a sign-in that waits, and ends the session that was there before", async () => {
  const earlier = await house.database.admin<{ count: number }>(
    "select count(*)::int as count from portcullis.sessions where tenant_id = $1",
    [house.acme.tenantId],
  );
  expect(await browser.follow(startOf(house.acme))).toBe(`/t/${slug}/sign-in/second-step`);
  expect([...browser.cookies.keys()]).toEqual([SECOND_STEP_COOKIE]);
  expect(await house.whoIs(browser)).toBeNull();
  const begun = await send({ act: "begin-totp", name: "Phone" });
  expect(begun.status).toBe(200);
  secret = String(begun.body.secret);
  // It still opens nothing, and no second factor is proven where there is none.
  expect(await house.whoIs(browser)).toBeNull();
  const { id } = begun.body;
  const wrong = await send({ act: "confirm-totp", id, trust: false, code: "000000" });
  expect(wrong).toMatchObject({ status: 403, body: { code: "factor_refused" } });
  const made = await send({ act: "confirm-totp", id, trust: false, code: code() });
  expect(made).toMatchObject({ status: 200, body: { next: `/t/${slug}` } });
  expect(made.body.codes).toHaveLength(10);
  expect(browser.cookies.has(SECOND_STEP_COOKIE)).toBe(false);
  expect(await house.whoIs(browser)).toMatchObject({ memberId: house.acme.memberId });
  const after = await house.database.admin<{ count: number }>(
    "select count(*)::int as count from portcullis.sessions where tenant_id = $1",
    [house.acme.tenantId],
  );
  expect(after[0]?.count).toBe((earlier[0]?.count ?? 0) + 1);

  const before = browser.cookies.get(SESSION_COOKIE);
  await browser.follow(startOf(house.acme));
  expect((await send(prove())).status).toBe(200);
  expect(browser.cookies.get(SESSION_COOKIE)).not.toBe(before);
  const request = { requestId: "test-request", source: "console" } as const;
  expect(await resolveSessionCaller({ db: house.db }, before, request)).toBeNull();
});

it("takes a sign-in that waits once, in parallel too, and never under a token that was brought", async () => {
  const planted = `pcs_${"a".repeat(43)}_${"a".repeat(6)}`;
  browser.cookies.set(SESSION_COOKIE, planted);
  await browser.follow(startOf(house.acme));
  const waiting = browser.cookies.get(SECOND_STEP_COOKIE) ?? "";
  const proof = prove();
  const told = await Promise.all([send(proof), send(proof), send(proof)]);
  const done = told.filter(({ status }) => status === 200);
  expect(done).toHaveLength(1);
  for (const { status } of told) expect([200, 401, 403]).toContain(status);
  expect(browser.cookies.get(SESSION_COOKIE)).not.toBe(planted);
  browser.cookies.set(SECOND_STEP_COOKIE, waiting);
  expect((await send({ act: "ask-passkey" })).status).toBe(401);
});

it("answers nobody without a waiting sign-in of this organisation, and no other page", async () => {
  expect((await send({ act: "begin-totp", name: "Phone" })).status).toBe(401);
  await browser.follow(startOf(house.acme));
  expect((await send({ act: "ask-passkey" }, { to: house.globex.slug })).status).toBe(401);
  expect((await send({ act: "ask-passkey" }, { to: "no-such-one" })).status).toBe(401);
  const elsewhere: Record<string, string>[] = [
    { origin: "https://evil.test" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { host: "evil.test" },
  ];
  for (const headers of elsewhere) {
    const { status } = await send({ act: "ask-passkey" }, { headers });
    expect([400, 403, 421]).toContain(status);
  }
});

it("does what its form names and nothing else", async () => {
  await browser.follow(startOf(house.acme));
  const odd: [unknown, number][] = [
    [{ act: "become-owner" }, 422],
    [{ act: "ask-passkey", memberId: house.globex.memberId }, 422],
    ['{"act":"ask-passkey","act":"begin-passkey"}', 400],
    ["{", 400],
    [{ act: "begin-totp", name: "x".repeat(300_000) }, 413],
  ];
  for (const [body, status] of odd) expect((await send(body)).status).toBe(status);
  // Whoever has a factor proves it: another is not made in its place.
  const begun = await send({ act: "begin-totp", name: "Another" });
  expect(begun.status).toBeGreaterThanOrEqual(400);
  expect(begun.status).toBeLessThan(500);
  expect(await house.whoIs(browser)).toBeNull();
});
