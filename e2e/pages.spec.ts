import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { control } from "./house/control";
import { faultsOf, overflowOf } from "./house/faults-of";
import { cli, evaluation, house, tenant } from "./house/house";
import { SIZES } from "./house/look";
import { signIn } from "./house/sign-in";

const { console: origin } = evaluation();
const everything = tenant("acme").grants.find(({ name }) => name === "governed")?.serverId ?? "";

/** Every page there is, as its file says, and an address at which it is looked at. */
const PAGES: Readonly<Record<string, string>> = {
  "/": "/",
  "/docs/api": "/docs/api",
  "/problems": "/problems",
  "/problems/[code]": "/problems/not_found",
  "/setup/[token]": "/setup/no-such-link",
  "/t/[slug]": "/t/acme",
  "/t/[slug]/account": "/t/acme/account",
  "/t/[slug]/api-keys": "/t/acme/api-keys",
  "/t/[slug]/connections": "/t/acme/connections",
  "/t/[slug]/decisions": "/t/acme/decisions",
  "/t/[slug]/decisions/[request]": "/t/acme/decisions/no-such-request",
  "/t/[slug]/directory": "/t/acme/directory",
  "/t/[slug]/grants": "/t/acme/grants",
  "/t/[slug]/ledger": "/t/acme/ledger",
  "/t/[slug]/members": "/t/acme/members",
  "/t/[slug]/notices": "/t/acme/notices",
  "/t/[slug]/reviews": "/t/acme/reviews",
  "/t/[slug]/reviews/[review]": "/t/acme/reviews/REVIEW",
  "/t/[slug]/roles": "/t/acme/roles",
  "/t/[slug]/servers": "/t/acme/servers",
  "/t/[slug]/servers/[id]": `/t/acme/servers/${everything}`,
  "/t/[slug]/servers/[id]/grants": `/t/acme/servers/${everything}/grants`,
  "/t/[slug]/servers/[id]/rules": `/t/acme/servers/${everything}/rules`,
  "/t/[slug]/device": "/t/acme/device",
  "/t/[slug]/sessions": "/t/acme/sessions",
  "/t/[slug]/settings": "/t/acme/settings",
  "/t/[slug]/sign-in-policy": "/t/acme/sign-in-policy",
  "/t/[slug]/sign-in": "/t/acme/sign-in",
  "/t/[slug]/sign-in/choose": "/t/acme/sign-in/choose",
  "/t/[slug]/sign-in/recover": "/t/acme/sign-in/recover",
  // Without a sign-in that waits it leads to the sign-in page; e2e/factors.spec.ts looks at it.
  "/t/[slug]/sign-in/second-step": "/t/acme/sign-in/second-step",
};
const isOpen = (page: string) =>
  !page.startsWith("/t/") || /\/sign-in(?:\/(?:choose|recover|second-step))?$/.test(page);
const named = (page: string) => page.replaceAll(/[/[\]]+/g, "-").replaceAll(/^-|-$/g, "") || "home";

test("every page in the house is looked at", () => {
  const app = join(house().root, "app");
  const files = readdirSync(app, { recursive: true, encoding: "utf8" });
  const pages = files
    .filter((file) => basename(file) === "page.tsx")
    .map((file) => `/${dirname(file)}`.replaceAll(/\/\([^)]*\)|\/\.$/g, "") || "/");
  expect(pages.sort()).toEqual(Object.keys(PAGES).sort());
});

/** Waits until the page shows what it will show. Live parts keep asking, so silence never comes. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await expect(page.locator("[aria-busy=true], .animate-pulse.bg-active")).toHaveCount(0);
}

/** The JavaScript that a page has loaded, in bytes as they were sent: compressed. */
const scriptBytes = (page: Page) =>
  page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .filter(({ name }) => new URL(name).pathname.endsWith(".js"))
      .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0),
  );
const MOST_SCRIPT = 200_000;

/** A picture at both sizes in both schemes, and no accessibility fault in any of them. */
async function examine(page: Page, name: string, path: string): Promise<void> {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // Asked for once at each size: the first in the one scheme, the second in the other.
    const sizes = colorScheme === "light" ? SIZES : SIZES.toReversed();
    for (const [place, size] of sizes.entries()) {
      await page.setViewportSize(size);
      if (place === 0) {
        const response = await page.goto(`${origin}${path}`);
        expect(response?.headers()["x-request-id"]).toBeTruthy();
      }
      await settled(page);
      // A panel hides the page beneath from assistive technology, and so from roles.
      await expect(page.locator("h1").first()).toBeVisible();
      const wider = await overflowOf(page);
      expect(wider, `${name} scrolls sideways at ${size.width}`).toBeLessThanOrEqual(0);
      const script = await scriptBytes(page);
      expect(script, `JavaScript of ${name}, in bytes`).toBeLessThan(MOST_SCRIPT);
      expect(script).toBeGreaterThan(50_000);
      const file = `${name}-${size.width}-${colorScheme}.png`;
      await page.screenshot({ path: join(house().root, "e2e/screenshots", file), fullPage: true });
      expect(await faultsOf(page), `${name} at ${size.width}, ${colorScheme}`).toEqual([]);
    }
  }
  expect(faults, `${name} reports errors`).toEqual([]);
  await page.close();
}

test.describe("pages of a signed-in admin", () => {
  let context: BrowserContext;
  let review = "";
  test.beforeAll(async ({ browser }) => {
    // Something to show: calls that passed and calls that were refused. It may wait for a minute
    // to begin, since the calls before it may have used up this one's limit.
    test.setTimeout(150_000);
    await cli("try");
    const dueAt = new Date(Date.now() + 86_400_000).toISOString();
    const begun = { name: "To be looked at", dueAt };
    review = (await control<{ id: string }>("acme", "POST", "/reviews", begun)).id;
    context = await browser.newContext();
    await signIn(await context.newPage(), "acme", "admin");
  });
  test.afterAll(() => context.close());

  test("the panel of a line of a review is whole, fits and is accessible", async () => {
    const page = await context.newPage();
    const answer = await page.request.get(`${origin}/api/v1/reviews/${review}/lines?kind=member`);
    const { data } = await answer.json();
    const { id } = data.find(({ own }: { own: boolean }) => !own);
    await examine(page, "review-line", `/t/acme/reviews/${review}?open=${id}`);
  });

  test("the page of a request is whole, fits and is accessible", async () => {
    const page = await context.newPage();
    const answer = await page.request.get(`${origin}/api/v1/decisions?decision=refuse&limit=1`);
    const [refused] = (await answer.json()).data;
    await examine(page, "request", `/t/acme/decisions/${refused.requestId}`);
    await examine(await context.newPage(), "decision", `/t/acme/decisions?open=${refused.id}`);
  });

  test("the panel of a grant is whole, fits and is accessible", async () => {
    const page = await context.newPage();
    const answer = await page.request.get(`${origin}/api/v1/grants?limit=1`);
    const [{ id }] = (await answer.json()).data;
    await examine(page, "grant", `/t/acme/grants?open=${id}`);
  });

  for (const [name, path] of Object.entries(PAGES).filter(([name]) => !isOpen(name))) {
    test(`${name} is whole, fits and is accessible`, async () => {
      await examine(await context.newPage(), named(name), path.replace("REVIEW", review));
    });
  }
});

for (const [name, path] of Object.entries(PAGES).filter(([name]) => isOpen(name))) {
  test(`${name} is whole, fits and is accessible`, ({ page }) => examine(page, named(name), path));
}

test("the API's page is accessible with everything in it open", async ({ page }) => {
  // All of it at once is a very long page to judge.
  test.setTimeout(300_000);
  for (const [place, colorScheme] of (["light", "dark"] as const).entries()) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(SIZES[place] ?? { width: 390, height: 844 });
    await page.goto(`${origin}/docs/api`);
    const opened = await page.locator("details").evaluateAll((all) => {
      for (const one of all) one.setAttribute("open", "");
      return all.length;
    });
    expect(opened).toBeGreaterThan(20);
    expect(await overflowOf(page), `scrolls sideways in ${colorScheme}`).toBeLessThanOrEqual(0);
    expect(await faultsOf(page)).toEqual([]);
  }
});

test("every problem leads to a page, and the description to every problem", async ({ request }) => {
  const description = await (await request.get(`${origin}/api/v1/openapi.json`)).text();
  const named = description.match(/https?:\/\/[^)"\s]+\/problems\/[a-z_]+/g) ?? [];
  const types = new Set(named.filter((type) => type.startsWith(origin)));
  expect(types.size).toBeGreaterThan(20);
  for (const type of types) expect([type, (await request.get(type)).status()]).toEqual([type, 200]);
  const unknown = await request.get(`${origin}/api/v1/servers/unknown`);
  const { type } = (await unknown.json()) as { type: string };
  expect((await request.get(type)).status()).toBe(200);
  expect((await request.get(`${origin}/problems/no_such_problem`)).status()).toBe(404);
});
