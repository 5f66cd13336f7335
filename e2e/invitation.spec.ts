import { randomBytes } from "node:crypto";
import { expect, test } from "@playwright/test";
import { generateSync } from "otplib";
import { cli, evaluation } from "./house/house";
import { look } from "./house/look";

const { console: origin } = evaluation();

/*
 * A new organisation's first owner: from the operator's command to the console, before there is any
 * identity provider.
 */
test("an invited owner comes in by the code, makes a second factor, and the code is used up", async ({
  page,
}) => {
  const slug = `invited-${randomBytes(4).toString("hex")}`;
  const owner = ["--owner-email", `ada@${slug}.test`, "--owner-name", "Ada"];
  const why = ["--name", "Invited", "--reason", "a new organisation"];
  const made = await cli("tenants", "create", slug, ...why, ...owner, "--json");
  expect(made.code).toBe(0);
  const told = JSON.parse(made.stdout) as { page: string; code: string };
  expect(told.page).toBe(`${origin}/t/${slug}/sign-in/recover`);

  await page.goto(told.page);
  await page.getByLabel("Code").fill("pco_not-a-code");
  await page.getByRole("button", { name: "Come in" }).click();
  await expect(page.getByText("This is no unused emergency sign-in code")).toBeVisible();
  await look(page, "invited-owner");
  await page.getByLabel("Code").fill(told.code);
  await page.getByRole("button", { name: "Come in" }).click();
  await expect(page).toHaveURL(`${origin}/t/${slug}/sign-in/second-step`);
  // The code alone opens nothing.
  expect((await page.request.get(`${origin}/api/v1/me`)).status()).toBe(401);
  await page.getByRole("button", { name: "Use an authenticator app" }).click();
  const secret = await page.locator("[data-secret]").innerText();
  await page.getByLabel("Code of your app").fill(generateSync({ secret: secret.trim() }));
  await page.getByRole("button", { name: "Confirm the code" }).click();
  await expect(page.getByRole("heading", { name: "Keep these recovery codes" })).toBeVisible();
  await expect(
    page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem"),
  ).toHaveCount(10);
  await page.getByRole("button", { name: /kept/i }).click();
  await expect(page).toHaveURL(`${origin}/t/${slug}/connections`);
  const me = await page.request.get(`${origin}/api/v1/me`);
  expect(await me.json()).toMatchObject({ name: "Ada", role: "owner" });

  // Somebody else who holds the code comes too late.
  await page.context().clearCookies();
  await page.goto(told.page);
  await page.getByLabel("Code").fill(told.code);
  await page.getByRole("button", { name: "Come in" }).click();
  await expect(page.getByText("This is no unused emergency sign-in code")).toBeVisible();
});
