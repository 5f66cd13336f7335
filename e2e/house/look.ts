import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { faultsOf, overflowOf } from "./faults-of";
import { house } from "./house";

export const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

/**
 * A picture of what is open now, such as a dialog in the middle of a task, at both sizes in both
 * schemes; nothing scrolls sideways, and axe finds no fault. The page is as wide as before afterwards.
 */
export async function look(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const colorScheme of ["light", "dark"] as const) {
    for (const size of SIZES) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize(size);
      const wider = await overflowOf(page);
      expect(wider, `${name} scrolls sideways at ${size.width}`).toBeLessThanOrEqual(0);
      const file = `${name}-${size.width}-${colorScheme}.png`;
      await page.screenshot({ path: join(house().root, "e2e/screenshots", file) });
      expect(await faultsOf(page), `${name} at ${size.width}, ${colorScheme}`).toEqual([]);
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: "reduce" });
  if (before !== null) await page.setViewportSize(before);
}
