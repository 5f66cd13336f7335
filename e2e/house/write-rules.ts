import { expect, type Page } from "@playwright/test";

/** Writes rules into the editor. What is typed while the page still comes alive is typed again. */
export async function writeRules(page: Page, rules: unknown): Promise<void> {
  const editor = page.getByLabel("Rules as JSON");
  const text = JSON.stringify(rules, null, 2);
  await expect(async () => {
    await editor.fill(text);
    await page.waitForTimeout(100);
    await expect(editor).toHaveValue(text, { timeout: 100 });
  }).toPass();
}
