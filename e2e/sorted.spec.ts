import { expect, type Page, test } from "@playwright/test";
import { evaluation } from "./house/house";
import { signIn } from "./house/sign-in";

const { console: origin } = evaluation();
/** Lists that can be sorted, their table, and the column of names. */
const LISTS = [
  ["servers", "Servers", "Server"],
  ["grants", "Grants", "Grant"],
  ["api-keys", "API keys", "Key"],
  ["members", "Members", "Member"],
] as const;

for (const [place, label, column] of LISTS) {
  test(`${label.toLowerCase()} are sorted by the head of a column, and the address says so`, async ({
    page,
  }) => {
    await signIn(page, "acme", "admin");
    await page.goto(`${origin}/t/acme/${place}`);
    const head = page.getByRole("columnheader", { name: column, exact: true });
    await expect(head).not.toHaveAttribute("aria-sort");

    await head.getByRole("link").click();
    await expect(page).toHaveURL(/[?&]sort=name(&|$)/);
    await expect(head).toHaveAttribute("aria-sort", "ascending");
    const upwards = await names(page, label);
    expect(upwards).toEqual([...upwards].sort(byCodePoint));

    // By keyboard, and the address alone gives the same view.
    await head.getByRole("link").press("Enter");
    await expect(page).toHaveURL(/[?&]sort=-name(&|$)/);
    await expect(head).toHaveAttribute("aria-sort", "descending");
    await page.reload();
    // The page comes in pieces: first its outline, then its rows.
    await expect.poll(() => names(page, label)).toEqual(upwards.toReversed());
    expect(upwards.length).toBeGreaterThan(0);
  });
}

async function names(page: Page, label: string): Promise<string[]> {
  return await page.getByRole("table", { name: label }).locator("a[data-row]").allInnerTexts();
}

/** As the database of an evaluation compares texts. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
