import { type BrowserContext, expect, type Locator, type Page, test } from "@playwright/test";
import { SESSION_COOKIE } from "@/lib/identity/cookies";
import { type CanaryTenant, makeSession, makeTenant } from "./apart/tenant";
import { evaluation, house } from "./house/house";
import { look } from "./house/look";
import { raiseNameServer } from "./house/providers/name-server";
import { type OpenIdProvider, raiseOpenIdProvider } from "./house/providers/openid-provider";
import { raiseSamlProvider, type ServedSamlProvider } from "./house/providers/saml-provider";

const { console: origin } = evaluation();

/*
 * An organisation connects two identity providers of other code bases, by what the console shows and
 * asks alone; then its people come in through each.
 */
test.describe("an organisation connects its identity providers", () => {
  test.describe.configure({ mode: "serial" });
  let of: CanaryTenant;
  let context: BrowserContext;
  let page: Page;
  let names: Awaited<ReturnType<typeof raiseNameServer>>;
  let openId: OpenIdProvider;
  let saml: ServedSamlProvider;
  let connections: string;

  test.beforeAll(async ({ browser }) => {
    of = await makeTenant();
    connections = `${origin}/t/${of.slug}/connections`;
    const [, port] = String(house().env.PORTCULLIS_DNS_SERVERS).split(":");
    names = await raiseNameServer(Number(port));
    context = await browser.newContext();
    page = await context.newPage();
    // A session is bound to its kind of device.
    const value = await makeSession(of.tenantId, of.owner.memberId, "Mozilla/5.0");
    await context.addCookies([
      {
        name: SESSION_COOKIE,
        value,
        url: origin.replace(/^http:/, "https:"),
        secure: true,
        httpOnly: true,
        sameSite: "Lax",
      },
    ]);
  });
  test.afterAll(async () => {
    await Promise.all([context.close(), names.close(), openId?.close(), saml?.close()]);
  });

  const panelOf = (name: string) => page.getByRole("dialog", { name, exact: true });
  const open = async (name: string) => {
    await page.goto(connections);
    await page.getByRole("table", { name: "Connections" }).getByRole("link", { name }).click();
    return panelOf(name);
  };
  /** What the guide says is to be entered at the provider. */
  const guideValue = async (dialog: Locator, field: string) => {
    const guide = dialog.getByRole("region", { name: "At the provider" });
    const row = guide.locator("dl > div").filter({ hasText: field });
    return (await row.locator("dd").innerText()).trim();
  };
  const turnOn = async (panel: Locator, name: string) => {
    await panel.getByRole("button", { name: "Turn on" }).click();
    const asked = page.getByRole("dialog", { name: `Turn ${name} on` });
    await asked.getByRole("button", { name: "Turn on" }).click();
    await expect(page.getByText(`${name} is in use`)).toBeVisible();
  };
  const newComersBecome = async (panel: Locator, role: string) => {
    await panel.getByLabel("Somebody new becomes").selectOption({ label: role });
    const save = panel.getByRole("button", { name: "Save" }).first();
    await save.click();
    await expect(page.getByText("Saved", { exact: true })).toBeVisible();
    await expect(save).toHaveAttribute("aria-disabled", "true");
  };

  test("a domain is its own when its record says so, and not before", async () => {
    await page.goto(connections);
    await page.getByLabel("Domain", { exact: true }).fill(`${of.word}.test`);
    await page.getByRole("button", { name: "Add domain" }).click();
    const domain = page
      .getByRole("listitem")
      .filter({ hasText: `${of.word}.test` })
      .first();
    await expect(domain.getByText("Not verified yet")).toBeVisible();
    await domain.getByRole("button", { name: "Look for the record" }).click();
    await expect(domain.getByText("The record was not found.")).toBeVisible();
    const [name = "", value = ""] = await domain.locator("code").allInnerTexts();
    names.say(name, value);
    await domain.getByRole("button", { name: "Look for the record" }).click();
    await expect(domain.getByText("Verified", { exact: true })).toBeVisible();
  });

  test("an OpenID provider is set up, tested and turned on", async () => {
    await page.goto(connections);
    await page.getByRole("button", { name: "Add connection" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a connection" });
    await dialog.getByLabel("Identity provider").selectOption("other");
    await dialog.getByLabel("Protocol").selectOption("oidc");
    openId = await raiseOpenIdProvider(await guideValue(dialog, "Redirect URI"));
    await dialog.getByLabel("Name").fill("Staff");
    await dialog.getByLabel("Issuer").fill(openId.origin);
    await dialog.getByLabel("Client id").fill(openId.clientId);
    await dialog.getByLabel("Client secret").fill(openId.clientSecret);
    await look(page, "connection-add-oidc");
    await dialog.getByRole("button", { name: "Set up as a draft" }).click();
    await expect(page.getByText("Staff is set up as a draft")).toBeVisible();

    const panel = await open("Staff");
    await newComersBecome(panel, "Viewer");
    openId.become({ subject: "o-1", email: `olga@${of.word}.test`, groups: ["staff"] });
    await panel.getByRole("link", { name: "Test this connection" }).click();
    const result = panel.getByRole("region", { name: "Test of this connection" });
    await expect(result.getByText("The provider answered")).toBeVisible();
    await expect(result.getByText(`${of.word}.test, verified`)).toBeVisible();
    await expect(result.getByText("Viewer, by default")).toBeVisible();
    await look(page, "connection-tested");
    await turnOn(panel, "Staff");
  });

  test("a SAML provider is set up by its metadata address, tested and turned on", async () => {
    await page.goto(connections);
    await page.getByRole("button", { name: "Add connection" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a connection" });
    await dialog.getByLabel("Identity provider").selectOption("other");
    await dialog.getByLabel("Protocol").selectOption("saml");
    saml = await raiseSamlProvider(await guideValue(dialog, "Entity ID, audience"));
    await dialog.getByLabel("Name").fill("Partners");
    const source = dialog.getByLabel("The provider's metadata");
    await source.selectOption("As a document");
    const described = await (await fetch(saml.metadataUrl)).text();
    const file = { name: "metadata.xml", mimeType: "text/xml", buffer: Buffer.from(described) };
    await dialog.getByLabel("Metadata file").setInputFiles(file);
    await expect(dialog.getByLabel("Metadata document")).toHaveValue(described);
    await look(page, "connection-add-file");
    await source.selectOption("By its address");
    await dialog.getByLabel("Metadata address").fill(saml.metadataUrl);
    await look(page, "connection-add-saml");
    await dialog.getByRole("button", { name: "Set up as a draft" }).click();
    await expect(page.getByText("Partners is set up as a draft")).toBeVisible();

    const panel = await open("Partners");
    await newComersBecome(panel, "Auditor");
    saml.become({ subject: "s-1", email: `sven@${of.word}.test` });
    await panel.getByRole("link", { name: "Test this connection" }).click();
    const result = panel.getByRole("region", { name: "Test of this connection" });
    await expect(result.getByText("The provider answered")).toBeVisible();
    await expect(result.getByText("Auditor, by default")).toBeVisible();
    await turnOn(panel, "Partners");
  });

  for (const [way, email, role] of [
    ["Staff", "olga", "Viewer"],
    ["Partners", "sven", "Auditor"],
  ] as const) {
    test(`somebody comes in through ${way}, led there by their mail address`, async ({
      browser,
    }) => {
      const theirs = await browser.newContext();
      const their = await theirs.newPage();
      await their.goto(origin);
      await their.getByLabel("Organisation or mail address").fill(`${email}@${of.word}.test`);
      await their.getByRole("button", { name: "Continue" }).click();
      await their.getByRole("link", { name: "Continue with single sign-on" }).click();
      await their.getByRole("link", { name: way }).click();
      await expect(their).toHaveURL(`${origin}/t/${of.slug}`);
      const me = await their.request.get(`${origin}/api/v1/me`);
      expect(await me.json()).toMatchObject({ role: role.toLowerCase() });
      await theirs.close();
    });
  }

  test("who has an address of another's domain stays out, and the page says why", async ({
    browser,
  }) => {
    openId.become({ subject: "o-2", email: "mallory@elsewhere.test", groups: [] });
    const theirs = await browser.newContext();
    const their = await theirs.newPage();
    await their.goto(`${origin}/t/${of.slug}/sign-in`);
    await their.getByRole("link", { name: "Continue with single sign-on" }).click();
    await their.getByRole("link", { name: "Staff" }).click();
    await expect(their.getByText("You were not signed in")).toBeVisible();
    await theirs.close();
    await page.goto(connections);
    await expect(page.getByText("said to be mallory@elsewhere.test")).toBeVisible();
  });
});
