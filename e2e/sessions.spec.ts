import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { evaluation, house } from "./house/house";
import { look } from "./house/look";
import { signIn } from "./house/sign-in";

const { console: origin } = evaluation();
const base = `${origin}/t/globex`;
const settings = mkdtempSync(join(tmpdir(), "sign-in-"));

/** Runs the command line as somebody of their own, and tells what it says while it says it. */
function run(args: readonly string[], heard: (text: string) => void = () => undefined) {
  const { root, env } = house();
  const own = { XDG_CONFIG_HOME: settings, PORTCULLIS_TOKEN_STORE: "file" };
  const child = spawn(join(root, "bin/portcullis"), [...args, "--json"], {
    cwd: root,
    env: { ...process.env, ...env, ...own },
  });
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += String(chunk);
  });
  child.stderr.on("data", (chunk) => heard(String(chunk)));
  return new Promise<{ code: number | null; said: Record<string, unknown> }>((resolve) =>
    child.once("close", (code) => resolve({ code, said: JSON.parse(said) })),
  );
}

test.describe("a command line", () => {
  test.describe.configure({ mode: "serial" });
  let context: BrowserContext;
  let page: Page;
  test.beforeAll(async ({ browser }) => {
    context = await browser.newContext();
    page = await context.newPage();
    await signIn(page, "globex", "viewer");
  });
  test.afterAll(() => context.close());

  test("signs in by a code that its person compares and approves", async () => {
    let heard = "";
    const login = run(["login", "--tenant", "globex"], (text) => {
      heard += text;
    });
    await expect.poll(() => heard, { timeout: 30_000 }).toMatch(/code: /);
    const [, address = ""] = /Open (\S+)/.exec(heard) ?? [];
    const [, code = ""] = /code: (\S+)/.exec(heard) ?? [];
    await page.goto(`${base}/device`);
    await page.getByLabel("The code it shows").fill("BCDF-GHJK");
    await page.getByRole("button", { name: "Look it up" }).click();
    await expect(page.getByText("No sign-in waits under this code")).toBeVisible();
    await page.goto(address);
    await expect(page.getByText(code, { exact: true })).toBeVisible();
    await look(page, "device-waiting");
    await page.getByRole("button", { name: "Sign it in as me" }).click();
    await expect(page.getByRole("status")).toContainText("Approved");
    expect(await login).toMatchObject({ code: 0, said: { organisation: "globex" } });
    const who = await run(["whoami"]);
    expect(who).toMatchObject({ code: 0, said: { signedIn: true, role: "viewer" } });
  });

  test("stands among its person's sessions, and is out when it is ended there", async () => {
    await page.goto(`${base}/sessions`);
    const line = page.getByRole("listitem").filter({ hasText: "Command line on" });
    await expect(line).toContainText("Signed in");
    await look(page, "sessions");
    await line.getByRole("button", { name: /^End / }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "End session" }).click();
    await expect(line).toHaveCount(0);
    await page.getByRole("link", { name: "Over", exact: true }).click();
    await expect(line.first()).toContainText("Ended by its person");
    expect(await run(["whoami"])).toEqual({ code: 1, said: { signedIn: false } });
    expect(await run(["logout"])).toEqual({ code: 1, said: { ended: false } });
  });
});
