import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { control } from "./house/control";
import { evaluation, house, person, tenant } from "./house/house";
import { look } from "./house/look";
import { openPalette } from "./house/open-palette";
import { signIn } from "./house/sign-in";
import { writeRules } from "./house/write-rules";

/*
 * Every dialog of the console as it stands open: at both widths, light and dark, without a fault.
 */
const { console: origin, upstream } = evaluation();
const home = `${origin}/t/globex`;
const RULES = { version: 1, default: "deny", tools: { echo: {} } };

test.describe("every dialog fits and is accessible", () => {
  test.describe.configure({ mode: "serial" });
  let context: BrowserContext;
  let page: Page;
  let server = "";
  let grant = "";
  let key = "";
  let role = "";
  let directory = "";
  let review = "";
  test.beforeAll(async ({ browser }) => {
    context = await browser.newContext();
    page = await context.newPage();
    await signIn(page, "globex", "admin");
    const made = (path: string, body: object) =>
      control<{ id: string }>("globex", "POST", path, body).then(({ id }) => id);
    server = await made("/servers", { name: "for dialogs", url: upstream });
    grant = await made(`/servers/${server}/grants`, { name: "for dialogs" });
    key = await made("/api-keys", { name: "for dialogs", capabilities: ["servers:read"] });
    role = await made("/roles", {
      ...{ name: "for dialogs", description: "", permissions: ["servers:read"] },
    });
    directory = await aDirectory();
  });
  test.afterAll(async () => {
    await control("globex", "DELETE", `/directories/${directory}`);
    await context.close();
  });
  /** A directory that has told of one group. */
  const aDirectory = async () => {
    const given = { name: "for dialogs", subjectFrom: "externalId", defaultRole: "viewer" };
    const { id, token } = await control<{ id: string; token: string }>(
      ...(["globex", "POST", "/directories", given] as const),
    );
    const answer = await fetch(`${origin}/api/scim/v2/Groups`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/scim+json" },
      body: JSON.stringify({ displayName: "Dialogues", members: [] }),
    });
    expect(answer.status).toBe(201);
    return id;
  };
  const openDirectory = () => at(`/directory?directory=${directory}`);
  /** The first connection, which everybody here comes in through. */
  const openConnection = async () => {
    await at("/connections");
    await page.getByRole("table").first().getByRole("link").first().click();
  };

  const press = (name: string | RegExp) => page.getByRole("button", { name }).first().click();
  const at = (path: string) => page.goto(`${home}${path}`);
  const member = (role: string) => person(tenant("globex"), role).name;
  const openMember = async (role: string) => {
    await at("/members");
    await page
      .getByRole("table", { name: "Members" })
      .getByRole("link", { name: member(role) })
      .click();
  };
  /** Brings a draft to the point of being published. */
  const readyToPublish = async () => {
    await at(`/servers/${server}/rules`);
    await writeRules(page, RULES);
    await expect(page.getByRole("button", { name: "Publish…" })).toBeEnabled();
    await press("Publish…");
  };

  /** By the file that draws it: how one comes to see it. */
  const DIALOGS: Readonly<Record<string, () => Promise<void>>> = {
    "connections/act-button.tsx": async () => {
      await openConnection();
      await press("Turn off");
    },
    "connections/add-connection.tsx": async () => {
      await at("/connections");
      await press(/^Add connection|^Connect/);
    },
    "directory/change-directory.tsx": async () => {
      await openDirectory();
      await press("Change");
    },
    "directory/connect-directory.tsx": async () => {
      await at("/directory");
      await press("Connect directory");
    },
    "directory/disconnect-directory.tsx": async () => {
      await openDirectory();
      await press("Disconnect");
    },
    "directory/map-group.tsx": async () => {
      await openDirectory();
      await press("Map Dialogues");
    },
    "directory/rotate-token.tsx": async () => {
      await openDirectory();
      await press(/^Rotate/);
    },
    "grants/create-grant.tsx": async () => {
      await at("/grants");
      await press("Create grant");
    },
    "grants/revoke-grant.tsx": async () => {
      await at(`/grants?open=${grant}`);
      await press(/^Revoke/);
    },
    "keys/create-key.tsx": async () => {
      await at("/api-keys");
      await press("Create API key");
    },
    "keys/revoke-key.tsx": async () => {
      await at(`/api-keys?open=${key}`);
      await press("Revoke");
    },
    "keys/rotate-key.tsx": async () => {
      await at(`/api-keys?open=${key}`);
      await press("Rotate");
      await page.getByRole("radio", { name: "Another time" }).check();
      await page.getByRole("textbox", { name: "How many" }).fill("99");
      await page.getByLabel("Unit").selectOption("days");
      await press(/^Rotate key/);
      await expect(page.getByText("An overlap is at most 7 days")).toBeVisible();
    },
    "members/add-member.tsx": async () => {
      await at("/members");
      await press("Add member");
    },
    "members/change-role.tsx": async () => {
      await openMember("viewer");
      await press("Change role");
    },
    "members/change-workspaces.tsx": async () => {
      await openMember("viewer");
      await press("Workspaces");
      await page.getByRole("dialog").last().getByText("Only these").click();
      await press("Save workspaces");
      await expect(page.getByText("Choose at least one workspace")).toBeVisible();
    },
    "members/reset-factors.tsx": async () => {
      await openMember("viewer");
      await press("Reset factors");
      await press("Reset factors, end sessions");
      await expect(page.getByText("Say why")).toBeVisible();
    },
    "members/remove-member.tsx": async () => {
      await openMember("viewer");
      await press("Remove");
    },
    "reviews/begin-review.tsx": async () => {
      await at("/reviews");
      await press("Begin a review");
    },
    "reviews/change-review.tsx": async () => {
      // Whoever began a review changes it: the one who looks, in the dialog before.
      await at("/reviews");
      await press("Begin a review");
      await page.getByLabel("Name").fill("for dialogs");
      await press("Begin review");
      await page.getByRole("button", { name: "Change" }).click();
      review = page.url();
    },
    "reviews/close-review.tsx": async () => {
      await page.goto(review);
      await press("Close review");
      await page.getByRole("dialog").getByRole("button", { name: "Close review" }).click();
      await expect(page.getByText(/are not decided/)).toBeVisible();
    },
    "roles/remove-role.tsx": async () => {
      await at(`/roles?open=${role}`);
      await press("Remove");
    },
    "roles/role-editor.tsx": async () => {
      await at(`/roles?open=${role}`);
      await press(/^Change/);
    },
    "rules/publish-conflict.tsx": async () => {
      await readyToPublish();
      await control("globex", "PUT", `/servers/${server}/rules`, { ...RULES, default: "allow" });
      await press(/^Publish version/);
      await expect(page.getByText("was published meanwhile")).toBeVisible();
    },
    "rules/publish-dialog.tsx": readyToPublish,
    "servers/register-dialog.tsx": async () => {
      await at("/servers");
      await press("Register server");
      await page.getByLabel("Credential").selectOption({ index: 1 });
    },
    "servers/remove-server.tsx": async () => {
      await at(`/servers/${server}`);
      await press(/^Remove/);
    },
    "sessions/end-session.tsx": async () => {
      // Somebody who is signed in at one place only has no other session to end.
      const other = await context.browser()?.newContext();
      if (other !== undefined) await signIn(await other.newPage(), "globex", "admin");
      await other?.close();
      await at("/sessions");
      await press("End all other sessions");
    },
    "settings/make-workspace.tsx": async () => {
      await at("/settings");
      await press("Make a workspace");
    },
    "shell/drawer.tsx": async () => {
      await page.setViewportSize({ width: 390, height: 844 });
      await at("");
      await press("Open navigation");
    },
    "shell/palette.tsx": async () => {
      await at("");
      await openPalette(page);
      await page.getByRole("combobox").fill("for dialogs");
      await expect(page.getByRole("option", { name: /for dialogs/ }).first()).toBeVisible();
    },
  };

  test("every file that draws a dialog is among them", () => {
    const components = join(house().root, "components");
    const files = readdirSync(components, { recursive: true, encoding: "utf8" });
    const drawn = files.filter((file) => {
      if (!file.endsWith(".tsx") || file.startsWith("ui/")) return false;
      return /<(?:Dialog|ConfirmDialog|FormDialog|MakeOnce|Dialog\.Root|Radix\.Root)\b/.test(
        readFileSync(join(components, file), "utf8"),
      );
    });
    expect(drawn.sort()).toEqual(Object.keys(DIALOGS).sort());
  });

  for (const [file, open] of Object.entries(DIALOGS)) {
    test(file, async () => {
      await open();
      await expect(page.getByRole("dialog").last()).toBeVisible();
      await look(page, `dialog-${file.replaceAll(/\W+/g, "-").replace(/-tsx$/, "")}`);
      await page.setViewportSize({ width: 1440, height: 900 });
    });
  }
});
