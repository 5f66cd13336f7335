import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** What WCAG 2.2 AA asks of a page and axe can tell, with its good practice; a line a fault. */
export async function faultsOf(page: Page): Promise<string[]> {
  // While a page is exchanged for its newer state the framework takes its title away and puts it back.
  await expect(page).toHaveTitle(/./);
  // Sizes of targets are new in WCAG 2.2, and axe judges them only where it is told to.
  const axe = new AxeBuilder({ page }).options({ rules: { "target-size": { enabled: true } } });
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** How far the page is wider than its window, in pixels. */
export async function overflowOf(page: Page): Promise<number> {
  return await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}
