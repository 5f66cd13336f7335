import { type BrowserContext, expect, test } from "@playwright/test";
import { call, connect, textOf } from "./house/client";
import { evaluation, grant, tenant } from "./house/house";
import { signIn } from "./house/sign-in";

// The other tenant's house: what is published here must not disturb the specs of the first.
const { console: origin } = evaluation();
const globex = tenant("globex");
const governed = grant(globex, "governed");
const server = `${origin}/t/globex/servers/${governed.serverId}`;

const RULES = {
  version: 1,
  default: "deny",
  hide: ["get-env"],
  tools: {
    echo: { deny_if: [{ path: "args.message", op: "contains", value: "confidential" }] },
  },
};

test.describe("what a person does in the console", () => {
  test.describe.configure({ mode: "serial" });
  let context: BrowserContext;
  test.beforeAll(async ({ browser }) => {
    context = await browser.newContext();
    await signIn(await context.newPage(), "globex", "policy_manager");
  });
  test.afterAll(() => context.close());

  test("rules with a fault are shown where the fault is, and cannot be published", async () => {
    const page = await context.newPage();
    await page.goto(`${server}/rules`);
    const faulty = {
      ...RULES,
      tools: { echo: { deny_if: [{ path: "args.message", op: "near" }] } },
    };
    await page.getByLabel("Rules as JSON").fill(JSON.stringify(faulty, null, 2));
    await expect(page.getByRole("list", { name: "Faults" }).getByRole("listitem")).not.toHaveCount(
      0,
    );
    await expect(page.getByRole("button", { name: "Publish…" })).toBeDisabled();
    await page.getByLabel("Rules as JSON").fill("{");
    await expect(page.getByRole("list", { name: "Faults" })).toBeVisible();
  });

  test("published rules govern the next call, and the receipt names the ledger entry", async () => {
    const page = await context.newPage();
    const client = await connect(governed.mcpUrl, governed.token);
    const message = "a confidential word";
    expect((await call(client, "echo", { message })).isError).toBeFalsy();
    await page.goto(`${server}/rules`);
    await page.getByLabel("Rules as JSON").fill(JSON.stringify(RULES, null, 2));
    await expect(page.getByRole("button", { name: "Publish…" })).toBeEnabled();
    await page.getByRole("button", { name: "Publish…" }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Publish/ })
      .click();
    await expect(page.getByText("Version 2 is in force")).toBeVisible();
    await expect(page.getByText(/Ledger entry \d+/)).toBeVisible();
    await expect
      .poll(async () => textOf(await call(client, "echo", { message })), { timeout: 3_000 })
      .toContain("/tools/echo/deny_if/0");
    expect((await call(client, "echo", { message: "hello" })).isError).toBeFalsy();
    await client.close();
  });

  test("a refusal explains itself, at an address that can be passed on", async () => {
    const page = await context.newPage();
    await page.goto(`${origin}/t/globex/decisions?state=refused`);
    await page
      .getByRole("table", { name: "Decisions" })
      .getByRole("link", { name: "echo" })
      .first()
      .click();
    const panel = page.getByRole("dialog");
    await expect(panel.getByText("/tools/echo/deny_if/0", { exact: true })).toBeVisible();
    await expect(panel.getByText("What would have had to be different")).toBeVisible();
    await page.reload();
    await expect(page.getByRole("dialog").getByText("In the ledger")).toBeVisible();
  });

  test("no argument's value stands anywhere in what is shown of a decision", async () => {
    const page = await context.newPage();
    await page.goto(`${origin}/t/globex/decisions?state=refused`);
    await page
      .getByRole("table", { name: "Decisions" })
      .getByRole("link", { name: "echo" })
      .first()
      .click();
    await expect(page.getByRole("dialog").getByText("message").first()).toBeVisible();
    // The rule's own words may be shown; the value that was sent may not.
    expect(await page.content()).not.toContain("a confidential word");
  });

  test("the ledger is verified at the press of a button", async () => {
    const page = await context.newPage();
    await page.goto(`${origin}/t/globex/ledger`);
    await page.getByRole("button", { name: "Verify the ledger" }).click();
    await expect(page.getByText(/^Whole: \d+ entries verified in/)).toBeVisible();
  });
});

test("a viewer reads the rules and finds the act locked, with the reason", async ({ page }) => {
  await signIn(page, "globex", "viewer");
  await page.goto(`${server}/rules`);
  await expect(page.getByRole("button", { name: /^Publish…: / })).toBeVisible();
});
