import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { evaluation } from "./house/house";
import { look } from "./house/look";
import { signIn } from "./house/sign-in";

const { console: origin } = evaluation();
const keys = `${origin}/t/globex/api-keys`;

/** How the control API answers a key. */
async function ask(token: string, path = "/me", init: RequestInit = {}) {
  const response = await fetch(`${origin}/api/v1${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  });
  return { status: response.status, body: await response.json() };
}

test.describe("the life of an API key", () => {
  test.describe.configure({ mode: "serial" });
  let context: BrowserContext;
  let page: Page;
  let [first, second] = ["", ""];
  test.beforeAll(async ({ browser }) => {
    context = await browser.newContext();
    page = await context.newPage();
    await signIn(page, "globex", "admin");
  });
  test.afterAll(() => context.close());

  const secret = () => page.locator("[data-secret]").innerText();
  const row = () => page.getByRole("table", { name: "API keys" }).getByRole("row");

  test("it is made with chosen capabilities, shown once, and leaving asks", async () => {
    await page.goto(keys);
    await page.getByRole("button", { name: "Create API key" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name", { exact: true }).fill("release pipeline");
    await dialog.getByRole("button", { name: "Create API key" }).click();
    await expect(dialog.getByText("Choose at least one capability")).toBeVisible();
    await dialog.getByRole("checkbox", { name: /servers:read/ }).check();
    await dialog.getByRole("checkbox", { name: /decisions:read/ }).check();
    await expect(dialog.getByRole("checkbox", { name: /admin:all/ })).toBeDisabled();
    await look(page, "api-key-create");
    await dialog.getByRole("button", { name: "Create API key with 2 capabilities" }).click();
    await expect(dialog.getByText("This is the only time the key is shown")).toBeVisible();
    first = await secret();
    expect(first).toMatch(/^pck_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
    await look(page, "api-key-shown-once");
    const asked = new Promise<string>((resolve) =>
      page.once("dialog", (question) => {
        resolve(question.message());
        void question.dismiss();
      }),
    );
    await page.keyboard.press("Escape");
    expect(await asked).toContain("shown only now");
    await dialog.getByRole("button", { name: "I have stored the key" }).click();
    expect(await page.content()).not.toContain(first);
  });

  test("it may do what it holds, and nothing else", async () => {
    expect((await ask(first)).body).toMatchObject({
      name: "release pipeline",
      permissions: ["decisions:read", "servers:read"],
    });
    expect((await ask(first, "/servers")).status).toBe(200);
    const more = { name: "more", capabilities: ["servers:read"] };
    const refused = await ask(first, "/api-keys", { method: "POST", body: JSON.stringify(more) });
    expect([refused.status, refused.body.permission]).toEqual([403, "api-keys:write"]);
  });

  test("it is rotated with an overlap in which both work", async () => {
    await page.goto(keys);
    await row().getByRole("link", { name: "release pipeline" }).click();
    const panel = page.getByRole("dialog", { name: "release pipeline", exact: true });
    await expect(panel.getByText("API key created")).toBeVisible();
    await look(page, "api-key-panel");
    await panel.getByRole("button", { name: "Rotate" }).click();
    const dialog = page.getByRole("dialog", { name: "Rotate release pipeline" });
    await dialog.getByRole("radio", { name: "Another time" }).check();
    await dialog.getByLabel("How many").fill("9");
    await dialog.getByLabel("Unit").selectOption("days");
    await dialog.getByRole("button", { name: "Rotate key: both work for 9 days" }).click();
    await expect(dialog.getByText("An overlap is at most 7 days")).toBeVisible();
    await look(page, "api-key-rotate");
    await dialog.getByRole("radio", { name: "1 hour" }).check();
    await dialog.getByRole("button", { name: "Rotate key: both work for 1 hour" }).click();
    await expect(page.getByText("This is the only time the key is shown")).toBeVisible();
    second = await secret();
    await page.getByRole("button", { name: "I have stored the key" }).click();
    expect([(await ask(first)).status, (await ask(second)).status]).toEqual([200, 200]);
    await page.goto(keys);
    await expect(page.getByText(/Rotating: the old one ends/)).toBeVisible();
    await expect(page.getByText(/This one ends/)).toBeVisible();
    await look(page, "api-keys-rotating");
  });

  test("it renews itself without a permission, once", async () => {
    const { id } = (await ask(second)).body;
    const rotation = { method: "POST", body: JSON.stringify({ overlapSeconds: 0 }) };
    const renewed = await ask(second, `/api-keys/${id}/rotate`, rotation);
    expect(renewed.status).toBe(201);
    expect((await ask(second)).status).toBe(401);
    second = renewed.body.token;
    const old = (await ask(first)).body.id;
    const again = await ask(first, `/api-keys/${old}/rotate`, rotation);
    expect([again.status, again.body.code]).toEqual([409, "already_rotated"]);
  });

  test("it is refused on the request after it was revoked, and its successor is not", async () => {
    const { id } = (await ask(first)).body;
    await page.goto(`${keys}?open=${id}`);
    const panel = page.getByRole("dialog", { name: "release pipeline", exact: true });
    await panel.getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("button", { name: /^Revoke key: last used / }).click();
    await expect(page.getByText("release pipeline is revoked")).toBeVisible();
    expect([(await ask(first)).status, (await ask(second)).status]).toEqual([401, 200]);
    await page.goto(`${keys}?show=ended`);
    await expect(page.getByText("Revoked").first()).toBeVisible();
  });
});

test("who may not see API keys is told who may", async ({ page }) => {
  await signIn(page, "globex", "viewer");
  await page.goto(keys);
  await expect(page.getByText("Your role may not see API keys")).toBeVisible();
});
