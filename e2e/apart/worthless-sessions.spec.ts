import { expect, test } from "@playwright/test";
import { ORGANISATION_COOKIE } from "@/components/shell/organisation";
import { THEME_COOKIE } from "@/components/shell/theme";
import { SIGN_IN_COOKIE } from "@/lib/identity/cookies";
import { ask, askFor, type Form, headerOf } from "./ask";
import { type FullTenant, makeFullTenant } from "./fill";
import { CONSOLE_PAGES, OPEN_PAGES, pathOf, ROUTES } from "./sources";
import { asPerson, type CanaryTenant, cookieOf, makeTenant } from "./tenant";
import { textsOf } from "./texts";
import { type Headers, worthlessSessions } from "./worthless-sessions";

/*
 * Whoever comes with no session, or with anything that is none, sees nothing of a tenant: a page leads
 * to its sign-in, everything else says that nobody is signed in, and nothing fails over it.
 */
/** What is worth nothing for a page of the tenant, and something for the API: whose it is, it says. */
const SOMEBODYS = ["of the other tenant", "an API key as a bearer token"];
/** What the API tells everybody. */
const OPEN_ROUTES = ["/api/v1/openapi.json", "/api/v1/device", "/api/v1/token"];
const BOTH: readonly Form[] = ["html", "payload"];

let tenant: FullTenant;
let other: CanaryTenant;
let params: Record<string, string>;
let texts: string[];
let worthless: Record<string, Headers>;
test.beforeAll(async () => {
  tenant = await makeFullTenant();
  other = await makeTenant();
  worthless = await worthlessSessions(tenant, other);
  const { slug, records } = tenant;
  const { server: id, request, review } = records;
  params = { slug, id, request, review, code: "not_found", token: "none" };
  params = { ...params, groupId: records.server, lineId: records.server };
  texts = [...(await textsOf(tenant)), ...records.secrets].filter(
    (text) => text.includes(tenant.word) || /^[0-9a-f-]{36}$/.test(text),
  );
});
test.afterAll(() => tenant.close());

/** What of the tenant is in an answer, besides the words of the address itself. */
const seen = (all: string, path: string) =>
  texts.filter((text) => all.includes(text) && !decodeURIComponent(path).includes(text));

test("it is the session that opens these pages", async () => {
  for (const page of CONSOLE_PAGES) {
    const path = pathOf(page, params);
    const answer = await askFor(path, "html", { headers: cookieOf(tenant.owner.token) });
    expect.soft(answer.status, path).toBe(200);
    expect.soft(seen(answer.text, path).length, path).toBeGreaterThan(0);
  }
});

for (const form of BOTH) {
  test(`every page as ${form} leads to the sign-in, whatever stands for a session`, async () => {
    for (const page of CONSOLE_PAGES) {
      const path = pathOf(page, params);
      const place = `/t/${tenant.slug}/sign-in?next=${encodeURIComponent(path)}`;
      await Promise.all(
        Object.entries(worthless).map(async ([what, headers]) => {
          const answer = await askFor(path, form, { headers });
          const all = `${JSON.stringify(answer.headers)}${answer.text}`;
          expect.soft(seen(all, path), `${what} ${path}`).toEqual([]);
          expect
            .soft([what, answer.status, headerOf(answer, "location")])
            .toEqual([...[what, form === "html" ? 307 : 200, form === "html" ? place : undefined]]);
        }),
      );
    }
  });
}

test("pages that are everybody's open as for who is signed out", async () => {
  for (const page of OPEN_PAGES) {
    const path = pathOf(page, params);
    for (const [what, headers] of Object.entries(worthless)) {
      const answer = await askFor(path, "html", { headers });
      // Where nothing waits for a second step, the way leads back to the first.
      const expected = page.endsWith("/second-step") ? 307 : 200;
      expect.soft([what, path, answer.status]).toEqual([what, path, expected]);
      expect.soft(seen(answer.text, path), `${what} ${path}`).toEqual([]);
    }
  }
});

test("other cookies open nothing and break nothing, whatever stands in them", async () => {
  const names = [THEME_COOKIE, ORGANISATION_COOKIE, SIGN_IN_COOKIE, "portcullis", "__proto__", ""];
  const odd = [
    "",
    "<script>planted</script>",
    '"><img src=planted>',
    "%00planted%",
    "{}",
    "a".repeat(4_000),
  ];
  const session = cookieOf(tenant.owner.token).cookie;
  for (const name of names) {
    for (const value of odd) {
      const cookie = `${name}=${value}`;
      for (const page of ["/", "/t/[slug]/sign-in", "/t/[slug]/settings"]) {
        const path = pathOf(page, params);
        const answer = await ask(path, { headers: { cookie } });
        const expected = page.endsWith("settings") ? 307 : 200;
        expect
          .soft([cookie.slice(0, 60), path, answer.status])
          .toEqual([...[cookie.slice(0, 60), path, expected]]);
        expect
          .soft(answer.text, cookie.slice(0, 60))
          .not.toMatch(/<script>planted|<img src=planted/);
      }
      const own = await ask(pathOf("/t/[slug]/settings", params), {
        headers: { cookie: `${cookie}; ${session}` },
      });
      expect.soft([cookie.slice(0, 60), own.status]).toEqual([cookie.slice(0, 60), 200]);
      expect.soft(own.text).not.toMatch(/<script>planted|<img src=planted/);
    }
  }
});

test("every route of the API says that nobody is signed in, and shows nothing", async () => {
  const routes = ROUTES.filter((one) => one.startsWith("/api/v1/") && !OPEN_ROUTES.includes(one));
  const { origin } = asPerson(tenant.owner);
  const seenStatus = new Set<number>();
  for (const route of routes) {
    const path = pathOf(route, { ...params, grantId: tenant.records.grant });
    for (const method of ["GET", "POST"]) {
      const asked = Object.entries(worthless).filter(([what]) => !SOMEBODYS.includes(what));
      await Promise.all(
        asked.map(async ([what, headers]) => {
          const answer = await ask(path, { method, headers: { ...headers, origin } });
          const told = [method, path, what, answer.status];
          expect.soft(told).toEqual([method, path, what, answer.status === 405 ? 405 : 401]);
          expect.soft(seen(answer.text, path), told.join(" ")).toEqual([]);
          seenStatus.add(answer.status);
        }),
      );
    }
    for (const what of SOMEBODYS.slice(0, 1)) {
      const answer = await ask(path, { headers: { ...worthless[what], origin } });
      expect.soft(seen(answer.text, path), `${what} ${path}`).toEqual([]);
    }
  }
  expect([...seenStatus].sort()).toEqual([401, 405]);
  expect(routes.length).toBeGreaterThan(20);
});

test("routes beside the pages say that nobody is signed in", async () => {
  for (const [what, headers] of Object.entries(worthless)) {
    const { origin } = asPerson(tenant.owner);
    const sent = { method: "POST", headers: { ...headers, origin } };
    const verified = await ask(`/t/${tenant.slug}/verify`, sent);
    expect.soft([what, verified.status]).toEqual([what, 401]);
    expect.soft(JSON.parse(verified.text).code).toBe("unauthenticated");
  }
});
