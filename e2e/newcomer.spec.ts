import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { call, connect, textOf } from "./house/client";
import { faultsOf } from "./house/faults-of";
import { cli, evaluation } from "./house/house";
import { openPalette } from "./house/open-palette";
import { signIn } from "./house/sign-in";

/*
 * The way of somebody who has never seen it: a server, one tool hidden, another limited, a grant, a
 * client, and why a call was refused. With the keyboard alone at a desk, by touch on a phone.
 */
const { console: origin, upstream } = evaluation();

const WAYS = [
  { name: "a desk", width: 1440, height: 900, touch: false },
  { name: "a phone", width: 390, height: 844, touch: true },
] as const;

/** No accessibility fault in what is on the page now, light and dark. */
async function accessible(page: Page, what: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await faultsOf(page), `${what}, ${colorScheme}`).toEqual([]);
  }
}

for (const way of WAYS) {
  test.describe(`a newcomer at ${way.name}`, () => {
    test.describe.configure({ mode: "serial" });
    const server = `tools from ${way.name}`;
    let context: BrowserContext;
    let page: Page;
    let rules = "";
    let token = "";
    let mcpUrl = "";
    let requestId = "";

    test.beforeAll(async ({ browser }) => {
      context = await browser.newContext({
        viewport: { width: way.width, height: way.height },
        hasTouch: way.touch,
      });
      page = await context.newPage();
      await signIn(page, "globex", "admin");
    });
    test.afterAll(() => context.close());

    /** Presses a control as one would here: focused and Enter, or a tap. */
    const press = async (name: string | RegExp, within = page.locator("body")) => {
      const control = within.getByRole("button", { name }).first();
      if (way.touch) return await control.tap();
      await control.focus();
      await page.keyboard.press("Enter");
    };

    test("registers a server, and is told at the field what is amiss", async () => {
      if (way.touch) await page.getByRole("button", { name: "Find or do" }).tap();
      else await openPalette(page);
      const palette = page.getByRole("dialog", { name: "Find or do" });
      await palette.getByRole("combobox").fill("register");
      await expect(palette.getByRole("option", { name: "Register a server" })).toBeVisible();
      await accessible(page, "the palette");
      await page.keyboard.press("Enter");
      const dialog = page.getByRole("dialog", { name: "Register a server" });
      await dialog.getByLabel("Name").fill(server);
      await dialog.getByLabel("Address").fill("nowhere");
      await page.keyboard.press("Tab");
      await expect(dialog.getByText(/http or https address/)).toBeVisible();
      await accessible(page, "the dialog to register");
      await dialog.getByLabel("Address").fill(upstream);
      await page.keyboard.press("Enter");
      await expect(page.getByRole("heading", { level: 1, name: server })).toBeVisible();
      await press("Check tools now");
      await expect(page.getByRole("link", { name: "get-sum" })).toBeVisible();
      rules = `${page.url().split("?")[0]}/rules`;
    });

    test("hides one tool, limits another, allows a third, and publishes", async () => {
      await page.goto(rules);
      await press("Allow get-sum");
      await press("Allow echo");
      const echo = page.getByRole("button", { name: /^echo/ });
      if (way.touch) await page.getByRole("button", { name: "Hide get-env" }).tap();
      else {
        await page.getByRole("button", { name: /^get-env/ }).focus();
        await page.keyboard.press("h");
        await echo.focus();
      }
      await (way.touch ? echo.tap() : page.keyboard.press("Enter"));
      await press("Add limit to echo");
      await page.getByLabel("Limit 1 of echo: most").pressSequentially("2");
      await page.getByLabel("Limit 1 of echo: window").selectOption("day");
      await accessible(page, "the grid, a tool open");
      if (way.touch) await page.getByRole("button", { name: "JSON" }).tap();
      const written = JSON.parse(await page.getByLabel("Rules as JSON").inputValue());
      expect(written).toMatchObject({
        hide: ["get-env"],
        tools: {
          echo: { limits: [{ counter: "echo", window: "day", max: 2, scope: "grant" }] },
          "get-sum": {},
        },
      });
      await expect(page.getByRole("button", { name: "Publish…" })).toBeEnabled();
      await press("Publish…");
      const dialog = page.getByRole("dialog", { name: "Publish version 1" });
      await expect(dialog.getByText(/^[0-9a-f]{64}$/)).toBeVisible();
      const hash = await dialog.getByText(/^[0-9a-f]{64}$/).innerText();
      await accessible(page, "the dialog to publish");
      await press("Publish version 1", dialog);
      const receipt = page.getByRole("status").filter({ hasText: "Version 1 is in force" });
      await expect(receipt.getByText(hash)).toBeVisible();
      await expect(receipt.getByText(/Ledger entry \d+/)).toBeVisible();
    });

    test("makes a grant and finds what to paste into a client", async () => {
      await page.goto(`${origin}/t/globex/grants`);
      await press("Create grant");
      const dialog = page.getByRole("dialog");
      await press("Create grant", dialog);
      await expect(dialog.getByText("Give the grant a name")).toBeVisible();
      await dialog.getByLabel("Server").selectOption({ label: server });
      await dialog.getByLabel("Name").fill(`agent at ${way.name}`);
      await page.keyboard.press("Enter");
      token = await dialog.locator("[data-secret]").innerText();
      await accessible(page, "the token shown once");
      await dialog.getByRole("tab", { name: "MCP client" }).click();
      const configuration = JSON.parse(
        await dialog.getByRole("region", { name: "MCP client example" }).innerText(),
      );
      const [entry] = Object.values(configuration.mcpServers) as [
        { url: string; headers: { Authorization: string } },
      ];
      expect(entry.headers.Authorization).toBe(`Bearer ${token}`);
      mcpUrl = entry.url;
      await press("I have stored the token", dialog);
    });

    test("connects a client with what the page gave, which is held to the rules", async () => {
      const client = await connect(mcpUrl, token);
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).not.toContain("get-env");
      expect((await call(client, "get-sum", { a: 1, b: 2 })).isError).toBeFalsy();
      for (const message of ["one", "two"]) {
        expect((await call(client, "echo", { message })).isError).toBeFalsy();
      }
      const refused = await call(client, "echo", { message: "three" });
      expect(refused.isError).toBe(true);
      requestId = /request(?: id)?:? ([A-Za-z0-9_-]{8,64})/i.exec(textOf(refused))?.[1] ?? "";
      expect(requestId, textOf(refused)).not.toBe("");
      await client.close();
    });

    test("finds out from the refusal's request id why it was refused", async () => {
      await page.goto(`${origin}/t/globex`);
      if (way.touch) await page.getByRole("button", { name: "Find or do" }).tap();
      else await openPalette(page);
      await page.getByRole("combobox").fill(requestId);
      await expect(page.getByRole("option", { name: /^echo/ })).toBeVisible();
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL(`${origin}/t/globex/decisions/${requestId}`);
      await expect(page.getByText("The limit for echo is 2 calls a day")).toBeVisible();
      await expect(page.getByText("What would have had to be different")).toBeVisible();
      await expect(page.getByText("Judge by the rules")).toBeVisible();
      await expect(page.getByText("/tools/echo/limits/0", { exact: true })).toBeVisible();
      await accessible(page, "the page of a request");
      expect(await page.content()).not.toContain("three");
      const { code, stdout } = await cli("why", requestId, "--tenant", "globex", "--json");
      expect(code).toBe(0);
      expect(JSON.parse(stdout).decisions).toMatchObject([
        { requestId, decision: "refuse", rule: "/tools/echo/limits/0" },
      ]);
      expect((await cli("why", "no-such-request", "--tenant", "globex")).code).toBe(1);
      await page.goto(`${origin}/t/globex/decisions/no-such-request`);
      await expect(page.getByText("Nothing is known under this request id")).toBeVisible();
    });
  });
}
