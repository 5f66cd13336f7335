import { expect, type Page, test } from "@playwright/test";
import { faultsOf, overflowOf } from "./house/faults-of";
import { evaluation, person, tenant } from "./house/house";
import { fillProviderForm, signIn } from "./house/sign-in";

const { console: origin } = evaluation();
test.use({ viewport: { width: 390, height: 844 } });

/** An authenticator that verifies its user, as the browser itself plays one. */
async function authenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/** Comes to a control by the keyboard alone, and presses it. */
async function press(page: Page, name: string): Promise<void> {
  const button = page.getByRole("button", { name });
  await expect(button).toBeVisible();
  for (let steps = 0; steps < 80; steps++) {
    if (await button.evaluate((one) => one === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await expect(button).toBeFocused();
  await page.keyboard.press("Enter");
}

async function whole(page: Page, what: string): Promise<void> {
  expect(await overflowOf(page), `${what} scrolls sideways`).toBeLessThanOrEqual(0);
  expect(await faultsOf(page), what).toEqual([]);
}

test("a passkey is added, asked for at the next sign-in, and removed: on a phone, by keyboard alone", async ({
  page,
}) => {
  await authenticator(page);
  await signIn(page, "globex", "viewer");
  await page.goto(`${origin}/t/globex/account`);
  await whole(page, "the account");
  await press(page, "Add a passkey");
  await expect(page.getByRole("list", { name: "Your factors" }).getByRole("listitem")).toHaveCount(
    1,
  );
  await press(page, "Make new recovery codes");
  await expect(
    page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem"),
  ).toHaveCount(10);
  await whole(page, "the account with codes");

  await page.context().clearCookies();
  const { email, password } = person(tenant("globex"), "viewer");
  await page.goto(`${origin}/t/globex/sign-in`);
  await page.getByRole("link", { name: "Continue with single sign-on" }).click();
  await fillProviderForm(page, email, password);
  await expect(page).toHaveURL(`${origin}/t/globex/sign-in/second-step`);
  await whole(page, "the second step");
  // What waits is no session: the console leads back to the sign-in.
  expect((await page.request.get(`${origin}/api/v1/me`)).status()).toBe(401);
  await press(page, "Use a passkey");
  await expect(page).toHaveURL(`${origin}/t/globex`);

  await page.goto(`${origin}/t/globex/account`);
  await expect(page.getByRole("list", { name: "Known browsers" })).toBeVisible();
  await press(page, "Remove Passkey, passkey");
  await expect(page.getByText("You have none yet.")).toBeVisible();
});
