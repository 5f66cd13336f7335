import { expect, type Page } from "@playwright/test";
import { evaluation, person, tenant } from "./house";

/** Fills the provider's form, wherever the browser was sent there from. */
export async function fillProviderForm(page: Page, email: string, password: string): Promise<void> {
  await expect(page).toHaveURL(new RegExp(`^${evaluation().idp}/interaction/`));
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Signs a person in through the real provider; ends on their organisation's overview. */
export async function signIn(page: Page, slug: string, role: string): Promise<void> {
  const { console: origin } = evaluation();
  const { email, password } = person(tenant(slug), role);
  await page.goto(`${origin}/t/${slug}/sign-in`);
  await page.getByRole("link", { name: "Continue with single sign-on" }).click();
  await fillProviderForm(page, email, password);
  await expect(page).toHaveURL(`${origin}/t/${slug}`);
}
