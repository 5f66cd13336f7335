import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { permissionsOf } from "@/lib/access";
import { makeTenant, type TestTenant } from "@/lib/db/testing";
import {
  beginTest,
  createOidcConnection,
  getTest,
  SESSION_COOKIE,
  SIGN_IN_COOKIE,
} from "@/lib/identity";
import { type SamlProvider, samlProvider } from "@/lib/identity/saml/testing/provider";
import { addConnection } from "@/lib/identity/testing/members";
import { house as rooms } from "./rooms";
import { samlMetadata } from "./saml-flow";
import { beginAt, tenantOf } from "./sign-in-flow";
import { TestBrowser } from "./testing/browser";
import { acsOf, land, samlTenant } from "./testing/saml";
import { type TestSignIn, testSignIn, upTo } from "./testing/sign-in";

let house: TestSignIn;
let provider: SamlProvider;
let browser: TestBrowser;
beforeAll(async () => {
  house = await testSignIn();
  provider = await samlProvider();
});
afterAll(() => house.close());
beforeEach(() => {
  browser = new TestBrowser();
  house.provider.next = { subject: "acme-1" };
  house.provider.lies = {};
});

/** Begins a test of a tenant's only connection in this browser; gives where it leads, and how it ended. */
async function testOf(tenant: TestTenant) {
  const caller = {
    ...tenant.identity,
    ...{ kind: "member" as const, memberId: tenant.memberId, role: "owner" as const },
    ...{ actor: `member:${tenant.memberId}`, name: "Ada", source: "console" as const },
    permissions: permissionsOf("owner"),
  };
  const [row] = await house.database.admin<{ id: string }>(
    "select id from portcullis.connections where tenant_id = $1",
    [tenant.tenantId],
  );
  const { testId, connection } = await beginTest(house, caller, row?.id ?? "");
  const at = await tenantOf(await rooms(), tenant.slug);
  if (at === null) throw new Error("no such tenant");
  const step = await beginAt(await rooms(), at, connection, "/", testId);
  for (const cookie of step.cookies ?? []) {
    const [pair = ""] = cookie.split(";");
    const place = pair.indexOf("=");
    browser.cookies.set(pair.slice(0, place), pair.slice(place + 1));
  }
  return {
    location: step.location,
    page: `/t/${tenant.slug}/connections?open=${row?.id}&test=${testId}`,
    result: () => getTest(house, caller, row?.id ?? "", testId),
  };
}

async function samlTest() {
  const tenant = await samlTenant(house, provider, "ada");
  const test = await testOf(tenant);
  const address = await upTo(browser, test.location, "/sso");
  const answer = async (said = {}) =>
    provider.answer(address, await samlMetadata(await rooms(), tenant.slug), "ada", said);
  return { tenant, test, answer };
}

it("a test that passes shows what came back, and signs nobody in", async () => {
  const { tenant, test, answer } = await samlTest();
  expect(await land(browser, tenant, await answer())).toBe(test.page);
  expect(await test.result()).toMatchObject({
    ...{ outcome: "passed", reason: null, found: null },
    claims: { email: ["ada@acme.test"] },
  });
  expect(browser.cookies.has(SESSION_COOKIE)).toBe(false);
});

it("a SAML answer that is refused says why on the test's own page, and in a trace", async () => {
  const { tenant, test, answer } = await samlTest();
  const posted = await answer({ Audience: "https://other.test" });
  expect(await land(browser, tenant, posted)).toBe(test.page);
  expect(await test.result()).toMatchObject({ outcome: "refused", reason: "saml-audience" });
  const traces = await house.database.admin<{ reason: string }>(
    "select reason from portcullis.sign_in_traces where tenant_id = $1",
    [tenant.tenantId],
  );
  expect(traces).toEqual([{ reason: "saml-audience" }]);
});

it("so does one that is not signed as the connection asks, with the setting", async () => {
  const { tenant, test, answer } = await samlTest();
  await land(browser, tenant, await answer({ unsigned: "response" }));
  expect(await test.result()).toMatchObject({
    reason: "saml-response-not-signed",
    found: "the connection asks for: both",
  });
});

it.each([
  ["cannot be read", { SAMLResponse: "not base64!" }, "saml-malformed"],
  ["lost its relay state on the way", { RelayState: "" }, "saml-no-request"],
])("so does one that %s, though nothing says what it answers", async (_name, broken, reason) => {
  const { tenant, test, answer } = await samlTest();
  const posted = { ...(await answer()), ...broken };
  expect(await land(browser, tenant, posted)).toBe(test.page);
  expect(await test.result()).toMatchObject({ outcome: "refused", reason });
});

it("an answer in a browser that tests nothing, or another organisation's, ends no test", async () => {
  const { tenant, test } = await samlTest();
  const other = await samlTenant(house, provider, "bob");
  const stranger = new TestBrowser();
  const refused = /\/sign-in\?notice=refused&request=/;
  expect(await land(stranger, tenant, { SAMLResponse: "!", RelayState: "" })).toMatch(refused);
  expect(await land(browser, other, { SAMLResponse: "!", RelayState: "" })).toMatch(refused);
  expect((await test.result()).outcome).toBe("running");
  const { location } = await browser.postFromElsewhere(acsOf(tenant), { RelayState: "" });
  expect(new URL(location ?? "").pathname).toBe(`/api/saml/${tenant.slug}/refused`);
});

it("an OpenID answer that is refused says why on the test's own page", async () => {
  const tenant = await openIdTenant();
  const test = await testOf(tenant);
  house.provider.lies = { claims: { aud: "urn:other" } };
  expect(await browser.follow(test.location)).toBe(test.page);
  expect(await test.result()).toMatchObject({ outcome: "refused", reason: "oidc-audience" });
});

it("so does the callback, when the code it brings is no good", async () => {
  const tenant = await openIdTenant();
  const test = await testOf(tenant);
  const back = new URL(await upTo(browser, test.location, "/api/auth/callback/portcullis"));
  back.searchParams.set("code", "oidc_of-somebody-else");
  expect(await browser.follow(back.href)).toBe(test.page);
  expect(await test.result()).toMatchObject({ outcome: "refused", reason: "answer-refused" });
  expect(browser.cookies.has(SIGN_IN_COOKIE)).toBe(false);
});

it("a test shows what cannot be written as far as it can be", async () => {
  const tenant = await openIdTenant();
  const test = await testOf(tenant);
  const claims = { email: "a\0@acme.test", given_name: "A\ud800", "na\0me": ["\0", "b"] };
  house.provider.lies = { claims };
  expect(await browser.follow(test.location)).toBe(test.page);
  expect(await test.result()).toMatchObject({
    outcome: "passed",
    claims: {
      email: ["a\ufffd@acme.test"],
      given_name: ["A\ufffd"],
      "na\ufffdme": ["\ufffd", "b"],
    },
  });
});

it("a test whose answer never came says so once the time for it is over", async () => {
  const { tenant, test } = await samlTest();
  expect(await test.result()).toMatchObject({ outcome: "running", reason: null });
  await house.database.admin(
    "update portcullis.connection_tests set created_at = now() - interval '1 hour' where tenant_id = $1",
    [tenant.tenantId],
  );
  expect(await test.result()).toMatchObject({ outcome: "refused", reason: "no-answer" });
});

async function openIdTenant(): Promise<TestTenant> {
  const tenant = await makeTenant(house.database);
  const { connection } = await createOidcConnection(house.jackson, {
    ...{ tenantId: tenant.tenantId, slug: tenant.slug },
    discoveryUrl: `${house.provider.issuer}/.well-known/openid-configuration`,
    ...{ clientId: `client-${tenant.slug}`, clientSecret: "secret" },
  });
  await addConnection(house.database, tenant.tenantId, { brokerId: connection });
  return tenant;
}
