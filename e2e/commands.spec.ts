import { expect, type Page, test } from "@playwright/test";
import { everythingProgram } from "../lib/stdio/testing/everything-program";
import { call, connect, textOf } from "./house/client";
import { control } from "./house/control";
import { evaluation } from "./house/house";
import { look, SIZES } from "./house/look";
import { signIn } from "./house/sign-in";

/*
 * A server that is a command, from its registration in the console to the call of an official client.
 * At a desk and on a phone.
 */
const { console: origin } = evaluation();
const SECRET = "never-to-be-seen-again";

for (const { width, height } of SIZES) {
  test(`at ${width} pixels, a command is registered, shown without its secret, asked for its tools, and called`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await registerAndCall(page, `a command at ${width}`);
  });
}

async function registerAndCall(page: Page, name: string): Promise<void> {
  const program = await everythingProgram();
  try {
    await signIn(page, "globex", "admin");
    await page.goto(`${origin}/t/globex/servers`);
    await page.getByRole("button", { name: "Register server" }).click();
    const dialog = page.getByRole("dialog", { name: "Register a server" });
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByLabel("Where it is").selectOption("A command");
    await dialog.getByLabel("Command", { exact: true }).fill("no-such-program");
    await dialog.getByLabel("Arguments").fill(program.path);
    await dialog.getByLabel("Variables").fill("NODE_OPTIONS=--inspect");
    await dialog.getByLabel("Secret variable").fill("TOKEN");
    await dialog.getByLabel("Its value").fill(SECRET);
    const submit = dialog.getByRole("button", { name: "Register server" });
    await submit.click();
    await expect(dialog.getByText("This variable may not be set")).toBeVisible();
    await dialog.getByLabel("Variables").fill("MODE=test");
    await submit.click();
    await expect(dialog.getByText(/no executable "no-such-program"/)).toBeVisible();
    await look(page, "register-command");
    await dialog.getByLabel("Command", { exact: true }).fill(process.execPath);
    await submit.click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    await page.getByRole("button", { name: "Check tools now" }).click();
    await expect(page.getByRole("link", { name: "get-sum" })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText("MODE=test")).toBeVisible();
    await look(page, "server-command");
    expect(await page.content()).not.toContain(SECRET);

    const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    const ask = <T>(method: "PUT" | "POST", path: string, body: unknown) =>
      control<T>("globex", method, `/servers/${id}/${path}`, body);
    await ask("PUT", "rules", { version: 1, default: "deny", tools: { echo: {} } });
    const grant = { name: "agent" };
    const { token, mcpUrl } = await ask<{ token: string; mcpUrl: string }>("POST", "grants", grant);
    const client = await connect(mcpUrl, token);
    try {
      expect(textOf(await call(client, "echo", { message: "through a pipe" }))).toContain(
        "through a pipe",
      );
      expect(textOf(await call(client, "get-sum", { a: 1, b: 2 }))).toContain("default deny");
    } finally {
      await client.close();
    }
  } finally {
    await program.remove();
  }
}
