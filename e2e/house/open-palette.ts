import { expect, type Page } from "@playwright/test";

/** Opens the palette with its keys. What is pressed while the page still comes alive is pressed again. */
export async function openPalette(page: Page): Promise<void> {
  const palette = page.getByRole("dialog", { name: "Find or do" });
  await expect(async () => {
    if (!(await palette.isVisible())) await page.keyboard.press("Control+k");
    await expect(palette).toBeVisible({ timeout: 1_000 });
  }).toPass();
}
