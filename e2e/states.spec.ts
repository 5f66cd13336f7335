import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { control } from "./house/control";
import { evaluation, house } from "./house/house";
import { look } from "./house/look";
import { signIn } from "./house/sign-in";
import { writeRules } from "./house/write-rules";

/*
 * Pages that have nothing to show, that failed, or that a role may not use: as they stand, at both
 * widths, light and dark, without a fault.
 */
const { console: origin, upstream } = evaluation();
const NOBODY = "01a00000-0000-7000-8000-000000000000";

/** What stands on the page, by its address. */
const STATES: Readonly<Record<string, readonly [path: string, says: string | RegExp]>> = {
  "nothing matches, decisions": ["/decisions?tool=nothing-has-this-name", "No decision matches"],
  "nothing matches, grants": [`/grants?server=${NOBODY}`, "No grant matches"],
  "nothing matches, ledger": ["/ledger?request=nothing-has-this-id", "No entry matches"],
  "nothing, keys that ended": ["/api-keys?show=stale", /is stale if it was not used/],
  "not found, decision": [`/decisions?open=${NOBODY}`, "Not found"],
  "not found, grant": [`/grants?open=${NOBODY}`, "Not found"],
  "not found, member": [`/members?open=${NOBODY}`, "Not found"],
  "not found, review": [`/reviews/${NOBODY}`, /not found|no page/i],
  "not found, server": [`/servers/${NOBODY}`, /not found|no server/i],
  "not found, page": ["/no-such-place", /not found|no page/i],
  "failed, decisions": ["/decisions?cursor=broken", "What this means"],
  "failed, grants": ["/grants?cursor=broken", "What this means"],
  "nothing, reviews that were closed": ["/reviews?show=closed", "No review was closed yet"],
  "failed, reviews": ["/reviews?cursor=broken", "What this means"],
  "failed, keys": ["/api-keys?cursor=broken", "What this means"],
};
const named = (what: string) => `state-${what.replaceAll(/\W+/g, "-")}`;

test.describe("states of pages", () => {
  let page: Page;
  test.beforeAll(async ({ browser }) => {
    page = await (await browser.newContext()).newPage();
    await signIn(page, "globex", "admin");
  });
  test.afterAll(() => page.context().close());

  for (const [what, [path, says]] of Object.entries(STATES)) {
    test(what, async () => {
      await page.goto(`${origin}/t/globex${path}`);
      await expect(page.getByText(says).first()).toBeVisible();
      await look(page, named(what));
    });
  }

  test("a server of which nothing is known yet", async () => {
    const { id } = await control<{ id: string }>("globex", "POST", "/servers", {
      name: "nothing known",
      url: upstream.replace(/\d+\/mcp$/, "1/mcp"),
    });
    await page.goto(`${origin}/t/globex/servers/${id}`);
    await expect(page.getByText("No tools are known yet")).toBeVisible();
    await page.getByRole("button", { name: "Check tools now" }).first().click();
    await expect(page.getByText(/could not|did not|no answer|refused/i).first()).toBeVisible();
    await look(page, "state-server-unreachable");
    await page.goto(`${origin}/t/globex/servers/${id}/rules`);
    await expect(page.getByText("No tools are known yet")).toBeVisible();
    await look(page, "state-rules-without-tools");
    await page.goto(`${origin}/t/globex/servers/${id}/grants`);
    await expect(page.getByText("Nobody may call this server yet")).toBeVisible();
    await look(page, "state-no-grants");
  });

  test("rules with a fault", async () => {
    const { data } = await control<{ data: { id: string }[] }>("globex", "GET", "/servers?limit=1");
    await page.goto(`${origin}/t/globex/servers/${data[0]?.id}/rules`);
    await writeRules(page, { version: 2, tools: [] });
    await expect(page.getByText("The grid waits.")).toBeVisible();
    await look(page, "state-rules-faulty");
  });

  test("an organisation that may not be there, and what its sign-in tells", async () => {
    for (const [name, path] of [
      ["state-organisation-unknown", "/t/no-such-organisation/sign-in"],
      ["state-signed-out", "/t/no-such-organisation/sign-in?notice=signed-out"],
    ] as const) {
      await page.goto(`${origin}${path}`);
      await expect(page.locator("h1").first()).toBeVisible();
      await look(page, name);
    }
  });
});

test("what a role may not do is shown and explained", async ({ page }) => {
  await signIn(page, "globex", "viewer");
  for (const path of ["/api-keys", "/members", "/reviews", "/settings", "/grants", "/servers"]) {
    await page.goto(`${origin}/t/globex${path}`);
    await expect(page.locator("h1").first()).toBeVisible();
    await look(page, named(`viewer${path}`));
  }
  await page.goto(`${origin}/t/globex/api-keys`);
  await expect(page.getByText("Your role may not see API keys")).toBeVisible();
});

test("a console without its database says so, and that nothing was lost", async ({ page }) => {
  // Cookies know no ports: whoever is signed in at one console is known to the other.
  await signIn(page, "globex", "admin");
  const { root, env } = house();
  const port = await freePort();
  const lone = spawn(process.execPath, [join(root, ".build/console.js")], {
    cwd: root,
    // Nothing listens where it looks for its database.
    env: {
      ...process.env,
      ...env,
      PORT_CONSOLE: String(port),
      PORTCULLIS_MODE: "evaluation",
      DATABASE_URL: "postgres://nobody@127.0.0.1:1/none",
    },
    stdio: "ignore",
  });
  try {
    const address = `http://localhost:${port}/t/globex`;
    await expect
      .poll(
        () =>
          fetch(address).then(
            ({ status }) => status,
            () => 0,
          ),
        { timeout: 30_000 },
      )
      .toBeGreaterThan(0);
    await page.goto(address);
    await expect(
      page.getByRole("heading", { name: "The console cannot answer now" }),
    ).toBeVisible();
    await look(page, "state-unavailable");
  } finally {
    lone.kill("SIGTERM");
  }
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
