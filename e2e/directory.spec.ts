import { expect, test } from "@playwright/test";
import { evaluation } from "./house/house";
import { look } from "./house/look";
import { signIn } from "./house/sign-in";

const { console: origin } = evaluation();

test("a directory is connected, heard, given a role for its group, and puts out who leaves", async ({
  page,
  request,
}) => {
  await signIn(page, "globex", "admin");
  await page.goto(`${origin}/t/globex/directory`);
  await page.getByRole("button", { name: "Connect directory" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Provider");
  await dialog.getByRole("button", { name: "Connect directory" }).click();
  const token = (await dialog.locator("[data-secret]").textContent()) ?? "";
  expect(token).toMatch(/^pcp_/);
  await look(page, "directory-token");
  await dialog.getByRole("button", { name: "I have stored the token" }).click();
  const scim = async (method: string, path: string, data: object) => {
    const answer = await request.fetch(`${origin}/api/scim/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/scim+json" },
      data: JSON.stringify(data),
    });
    return await answer.json();
  };
  const person = { userName: "scim@globex.test", externalId: "scim-1", displayName: "Scim Person" };
  const { id } = await scim("POST", "/Users", person);
  await scim("POST", "/Groups", { displayName: "Engineers", members: [{ value: id }] });
  await scim("POST", "/Users", person);
  await page.reload();
  await expect(page.getByText("Failing")).toBeVisible();
  await page.getByRole("button", { name: "Map Engineers" }).click();
  await page.getByLabel("Its people may do what this role may").selectOption("policy_manager");
  await page.getByLabel("They see").selectOption("every");
  await expect(page.getByText(/^Viewer → Policy manager .*; sees every workspace/)).toBeVisible();
  await look(page, "directory-preview");
  await page.getByRole("button", { name: "Save mapping: 1 person concerned" }).click();
  await expect(page.getByText("1 membership changed", { exact: false })).toBeVisible();
  await page.getByRole("link", { name: "People", exact: true }).click();
  const row = page.getByRole("row", { name: /scim@globex\.test/ });
  await expect(row).toContainText("Policy manager");
  await scim("POST", "/Users", { userName: "second@globex.test", externalId: "scim-2" });
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await page.getByLabel("Role without a mapped group").selectOption("auditor");
  await expect(page.getByText(/^Viewer → Auditor/)).toBeVisible();
  await look(page, "directory-role-preview");
  await page.getByRole("button", { name: "Save: 1 person concerned" }).click();
  await expect(page.getByText("1 membership changed", { exact: false })).toBeVisible();
  await scim("PUT", `/Users/${id}`, { ...person, active: false });
  await page.reload();
  await expect(row).toContainText("Out");
  await page.getByRole("link", { name: "What came" }).click();
  await expect(page.getByText("Person put out")).toBeVisible();
  await look(page, "directory-came");
  await page.getByRole("button", { name: "Disconnect" }).click();
  await page.getByRole("button", { name: /^Disconnect: 2 people/ }).click();
  await expect(page.getByText("Provider is disconnected")).toBeVisible();
});
