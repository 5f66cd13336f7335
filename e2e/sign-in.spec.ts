import { expect, test } from "@playwright/test";
import { evaluation, person, tenant } from "./house/house";
import { fillProviderForm, signIn } from "./house/sign-in";

const { console: origin } = evaluation();

test("a person signs in through the organisation's provider and stays signed in", async ({
  page,
}) => {
  await signIn(page, "acme", "admin");
  await expect(page.getByText("Ada Admin").first()).toBeVisible();
  await page.reload();
  await expect(page).toHaveURL(`${origin}/t/acme`);
});

test("the session cookie is out of reach of scripts and of other sites", async ({ page }) => {
  await signIn(page, "acme", "admin");
  const cookies = await page.context().cookies(origin);
  const session = cookies.find(({ name }) => name === "__Host-portcullis-session");
  expect(session).toMatchObject({ httpOnly: true, secure: true, path: "/" });
  expect(["Lax", "Strict"]).toContain(session?.sameSite);
  expect(await page.evaluate(() => document.cookie)).not.toContain("session");
});

test("a page asked for while signed out is shown after signing in", async ({ page }) => {
  await page.goto(`${origin}/t/acme/decisions`);
  await expect(page).toHaveURL(/\/t\/acme\/sign-in/);
  const { email, password } = person(tenant("acme"), "viewer");
  await page.getByRole("link", { name: "Continue with single sign-on" }).click();
  await fillProviderForm(page, email, password);
  await expect(page).toHaveURL(`${origin}/t/acme/decisions`);
});

test("a wrong password, and another organisation's person, are refused alike", async ({ page }) => {
  const outsider = person(tenant("globex"), "admin");
  for (const [email, password] of [
    ["admin@acme.test", "not the password"],
    [outsider.email, outsider.password],
  ] as const) {
    await page.goto(`${origin}/t/acme/sign-in`);
    await page.getByRole("link", { name: "Continue with single sign-on" }).click();
    await fillProviderForm(page, email, password);
    await expect(page.getByRole("alert")).toHaveText(
      "That address and password do not belong together here.",
    );
  }
});

test("signing out ends the session itself, not only the cookie", async ({ page, context }) => {
  await signIn(page, "acme", "viewer");
  const before = await context.cookies(origin);
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await expect(page).toHaveURL(/\/t\/acme\/sign-in\?notice=signed-out/);
  await context.addCookies(before);
  await page.goto(`${origin}/t/acme`);
  await expect(page).toHaveURL(/\/t\/acme\/sign-in/);
});

test("a session of one organisation opens nothing of another", async ({ page }) => {
  await signIn(page, "acme", "admin");
  await page.goto(`${origin}/t/globex`);
  await expect(page).toHaveURL(/\/t\/globex\/sign-in/);
  const { grants } = tenant("globex");
  const foreign = await page.request.get(`${origin}/api/v1/servers/${grants[0]?.serverId}/rules`);
  const unknown = await page.request.get(
    `${origin}/api/v1/servers/01a1fc75-0000-7000-8000-000000000000/rules`,
  );
  expect(foreign.status()).toBe(404);
  expect(unknown.status()).toBe(404);
});

test("an organisation that does not exist looks like one that does, until signing in", async ({
  page,
}) => {
  await page.goto(`${origin}/t/nobody/sign-in`);
  await expect(page.getByRole("link", { name: "Continue with single sign-on" })).toBeVisible();
  await page.getByRole("link", { name: "Continue with single sign-on" }).click();
  await expect(page).toHaveURL(/\/t\/nobody\/sign-in\?notice=not-set-up/);
});
