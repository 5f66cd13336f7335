import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { evaluation, person, tenant } from "./house/house";
import { look } from "./house/look";
import { fillProviderForm, signIn } from "./house/sign-in";

const { console: origin } = evaluation();
const members = `${origin}/t/globex/members`;

test.describe("who is in an organisation", () => {
  test.describe.configure({ mode: "serial" });
  let context: BrowserContext;
  let page: Page;
  test.beforeAll(async ({ browser }) => {
    context = await browser.newContext();
    page = await context.newPage();
    await signIn(page, "globex", "admin");
  });
  test.afterAll(() => context.close());

  const approver = person(tenant("globex"), "approver");
  const open = async (name: string, list = members) => {
    await page.goto(list);
    await page.getByRole("table", { name: "Members" }).getByRole("link", { name }).click();
    return page.getByRole("dialog", { name, exact: true });
  };

  test("a role that is given holds at once, and nobody gives more than they hold", async ({
    browser,
  }) => {
    const theirs = await browser.newContext();
    const their = await theirs.newPage();
    await signIn(their, "globex", "approver");
    await their.goto(`${origin}/t/globex/api-keys`);
    await expect(their.getByText("Your role may not see API keys")).toBeVisible();
    const panel = await open(approver.name);
    await panel.getByRole("button", { name: "Change role" }).click();
    const dialog = page.getByRole("dialog", { name: `Role of ${approver.name}` });
    await expect(dialog.getByRole("radio", { name: /^Owner/ })).toBeDisabled();
    await dialog.getByRole("radio", { name: /^Admin/ }).check();
    await expect(dialog.getByText("May then also:")).toBeVisible();
    await look(page, "member-role");
    await dialog.getByRole("button", { name: "Make admin" }).click();
    await expect(page.getByText(`${approver.name} is now admin`)).toBeVisible();
    await their.reload();
    await expect(their.getByRole("button", { name: "Create API key" })).toBeVisible();
    await theirs.close();
  });

  test("nobody changes their own membership", async () => {
    const panel = await open(person(tenant("globex"), "admin").name);
    await expect(panel.getByRole("button", { name: /^Change role: Nobody/ })).toBeVisible();
    await look(page, "member-panel");
  });

  test("a removed member is out at once, and comes back when restored", async ({ browser }) => {
    const theirs = await browser.newContext();
    const their = await theirs.newPage();
    await signIn(their, "globex", "approver");
    const panel = await open(approver.name);
    await panel.getByRole("button", { name: "Remove" }).click();
    await look(page, "member-remove");
    await page.getByRole("button", { name: /^Remove: ends \d+ sessions?/ }).click();
    await expect(page.getByText(`${approver.name} is removed`)).toBeVisible();
    await their.goto(`${origin}/t/globex`);
    await expect(their).toHaveURL(/sign-in/);
    const former = await open(approver.name, `${members}?show=former`);
    await former.getByRole("button", { name: "Restore" }).click();
    await page.getByRole("radio", { name: /^Approver/ }).check();
    await page.getByRole("button", { name: "Restore as approver" }).click();
    await expect(page.getByText(`${approver.name} is a member again`)).toBeVisible();
    await theirs.clearCookies();
    await their.goto(`${origin}/t/globex/sign-in`);
    await their.getByRole("link", { name: "Continue with single sign-on" }).click();
    await fillProviderForm(their, approver.email, approver.password);
    await expect(their).toHaveURL(`${origin}/t/globex`);
    await theirs.close();
  });

  test("a person is added by the subject their provider gives them", async () => {
    await page.goto(members);
    await page.getByRole("button", { name: "Add member" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name", { exact: true }).fill("New Person");
    await dialog.getByLabel("Mail address").fill(approver.email);
    await dialog.getByLabel("Subject").fill("subject-of-a-new-person");
    await dialog.getByRole("button", { name: "Add member" }).click();
    await expect(dialog.getByText("A member has this mail address already.")).toBeVisible();
    await look(page, "member-add");
    await dialog.getByLabel("Mail address").fill("new.person@globex.test");
    await dialog.getByRole("button", { name: "Add member" }).click();
    await expect(page.getByText("New Person may sign in")).toBeVisible();
    await expect(page.getByRole("link", { name: "New Person" })).toBeVisible();
  });

  test("the organisation gets another name, which is shown at once", async () => {
    await page.goto(`${origin}/t/globex/settings`);
    const name = page.getByLabel("Name of the organisation");
    await name.fill("Globex Europe");
    await page.getByRole("button", { name: "Save name" }).first().click();
    await expect(page.getByText("The name is now Globex Europe")).toBeVisible();
    await expect(page.getByRole("complementary").getByText("Globex Europe")).toBeVisible();
    await look(page, "settings-renamed");
    await name.fill("Globex");
    await page.getByRole("button", { name: "Save name" }).first().click();
    await expect(page.getByText("The name is now Globex", { exact: true })).toBeVisible();
  });
});
