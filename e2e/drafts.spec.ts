import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { control } from "./house/control";
import { evaluation } from "./house/house";
import { look } from "./house/look";
import { signIn } from "./house/sign-in";
import { writeRules } from "./house/write-rules";

/*
 * Work that is not saved: whichever way one leaves, nothing is lost without a word.
 */
const { console: origin, upstream } = evaluation();
const DRAFT = { version: 1, default: "deny", tools: { echo: {}, "get-sum": {} } };

test.describe("a draft of rules that is not published", () => {
  test.describe.configure({ mode: "serial" });
  let context: BrowserContext;
  let page: Page;
  let rules = "";
  let id = "";
  test.beforeAll(async ({ browser }) => {
    context = await browser.newContext();
    page = await context.newPage();
    await signIn(page, "globex", "admin");
    const server = { name: "for drafts", url: upstream };
    ({ id } = await control<{ id: string }>("globex", "POST", "/servers", server));
    await control("globex", "PUT", `/servers/${id}/rules`, { version: 1, default: "deny" });
    rules = `${origin}/t/globex/servers/${id}/rules`;
  });
  test.afterAll(() => context.close());

  const editor = () => page.getByLabel("Rules as JSON");
  const written = async () => JSON.parse(await editor().inputValue()) as unknown;
  const isKept = async () => {
    await expect(page.getByText("Your draft from before is here.")).toBeVisible();
    expect(await written()).toEqual(DRAFT);
  };

  test("is kept over a link, and over the back button, and both say so", async () => {
    await page.goto(`${origin}/t/globex/servers/${id}`);
    await page.getByRole("link", { name: /^Rules/ }).click();
    await writeRules(page, DRAFT);
    await expect(page.getByText("Draft, not published")).toBeVisible();
    await page.getByRole("link", { name: "Grants", exact: true }).click();
    await expect(page.getByText("The draft is kept")).toBeVisible();
    await page.getByRole("button", { name: "Close message" }).click();
    await page.goBack();
    await isKept();
    await look(page, "rules-kept-draft");
    await page.goBack();
    await expect(page).toHaveURL(`${origin}/t/globex/servers/${id}`);
    await expect(page.getByText("The draft is kept")).toBeVisible();
    await page.goForward();
    await isKept();
  });

  test("closing or loading the page anew asks, and a reload has it again", async () => {
    const asked: string[] = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await page.reload();
    expect(asked).toEqual(["beforeunload"]);
    await isKept();
    page.removeAllListeners("dialog");
  });

  test("says what was published meanwhile, and is given up only on purpose", async () => {
    const second = { version: 1, default: "allow" };
    await control("globex", "PUT", `/servers/${id}/rules`, second);
    page.once("dialog", (dialog) => void dialog.accept());
    await page.goto(rules);
    await expect(page.getByText("Version 2 was published since")).toBeVisible();
    await page.getByRole("button", { name: "Discard it" }).click();
    await expect(page.getByText("As in force, version 2")).toBeVisible();
    await page.reload();
    await expect(page.getByText("As in force, version 2")).toBeVisible();
    await expect(page.getByText("Your draft from before is here.")).toHaveCount(0);
  });

  test("is nobody else's who signs in here", async () => {
    await writeRules(page, DRAFT);
    await expect(page.getByText("Draft, not published")).toBeVisible();
    page.once("dialog", (dialog) => void dialog.accept());
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/sign-in/);
    await signIn(page, "globex", "policy_manager");
    await page.goto(rules);
    await expect(page.getByText("As in force, version 2")).toBeVisible();
    expect(await written()).toEqual({ version: 1, default: "allow" });
  });
});

test("going back from a secret that is shown once asks first", async ({ page }) => {
  await signIn(page, "globex", "admin");
  await page.goto(`${origin}/t/globex/servers`);
  await page.getByRole("link", { name: "API keys" }).click();
  await page.getByRole("button", { name: "Create API key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("left behind");
  await dialog.getByRole("checkbox", { name: /servers:read/ }).check();
  await dialog.getByRole("button", { name: /^Create API key with/ }).click();
  const secret = await page.locator("[data-secret]").innerText();
  const asked = new Promise<string>((resolve) =>
    page.once("dialog", (question) => {
      resolve(question.message());
      void question.dismiss();
    }),
  );
  await page.evaluate(() => history.back());
  expect(await asked).toContain("shown only now");
  await expect(page.locator("[data-secret]")).toHaveText(secret);
});

test("a verification is found again after a reload, and says when it ended", async ({ page }) => {
  await signIn(page, "globex", "admin");
  await page.goto(`${origin}/t/globex/ledger`);
  await page.getByRole("button", { name: "Verify the ledger" }).click();
  await expect(page.getByText(/^Whole: \d/)).toBeVisible({ timeout: 60_000 });
  await page.reload();
  await expect(page.getByText(/^Whole: \d.*Finished/)).toBeVisible();
  await look(page, "ledger-verified");
});
