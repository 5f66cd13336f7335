import { expect, type Page, test } from "@playwright/test";
import { control } from "./house/control";
import { evaluation } from "./house/house";
import { look } from "./house/look";
import { manyTools, rulesOfMany, toolName } from "./house/many-tools";
import { signIn } from "./house/sign-in";

/*
 * A server with 500 tools under rules of thousands of lines: what is drawn and asked for is counted,
 * since time depends on the machine. The work must go with what is in sight, not with what there is.
 */
const { console: origin } = evaluation();
const TOOLS = 500;

/** How many nodes the page holds, and how many of them are lines drawn in the editor. */
const drawn = (page: Page) =>
  page.evaluate(() => ({
    nodes: document.querySelectorAll("*").length,
    rows: document.querySelectorAll("[data-tool]").length,
    lines: document.querySelectorAll("textarea ~ *, [aria-hidden] > .h-5").length,
  }));

/** How many changes the page makes to its nodes for an act, until it rests. */
async function changesBy(page: Page, act: () => Promise<unknown>): Promise<number> {
  await page.evaluate(() => {
    const counted = window as unknown as { changes: number; watch: MutationObserver };
    counted.changes = 0;
    counted.watch = new MutationObserver((records) => {
      for (const { addedNodes, removedNodes } of records) {
        counted.changes += 1 + addedNodes.length + removedNodes.length;
      }
    });
    const all = { subtree: true, childList: true, attributes: true, characterData: true };
    counted.watch.observe(document.body, all);
  });
  await act();
  await page.waitForTimeout(1_500);
  return await page.evaluate(() => {
    const counted = window as unknown as { changes: number; watch: MutationObserver };
    counted.watch.disconnect();
    return counted.changes;
  });
}

test("the rules of 500 tools are drawn, narrowed and edited by what is in sight", async ({
  page,
}) => {
  const upstream = await manyTools(TOOLS);
  try {
    const server = { name: "many tools", url: upstream.url };
    const { id } = await control<{ id: string }>("globex", "POST", "/servers", server);
    await control("globex", "POST", `/servers/${id}/tools/discover`, {});
    await control("globex", "PUT", `/servers/${id}/rules`, rulesOfMany(TOOLS));
    await signIn(page, "globex", "admin");
    const address = `${origin}/t/globex/servers/${id}/rules`;
    const html = await (await page.request.get(address)).text();
    // The text twice, for the page and to go on from, and the tools: some 1.5 kB a tool.
    expect(html.length / TOOLS).toBeLessThan(2_000);

    await page.goto(address);
    const editor = page.getByLabel("Rules as JSON");
    await expect(page.getByText("As in force, version 1")).toBeVisible();
    const length = (await editor.inputValue()).split("\n").length;
    expect(length).toBeGreaterThan(5_000);
    const first = await drawn(page);
    expect(first.rows).toBe(50);
    expect(first.lines).toBeLessThan(160);
    expect(first.nodes).toBeLessThan(4_500);

    const filter = page.getByRole("searchbox", { name: "Tool", exact: true }).first();
    await filter.fill(toolName(TOOLS - 1));
    await expect(page.locator("[data-tool]")).toHaveCount(1);
    await filter.fill("");
    await expect(page.locator("[data-tool]")).toHaveCount(50);

    // One number typed in the text: the row that stands for it.
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().endsWith("/rules/dry-run")) asked++;
    });
    const typed = await changesBy(page, async () => {
      await editor.evaluate((area: HTMLTextAreaElement) => {
        const at = area.value.indexOf('"max": 30') + '"max": 30'.length;
        area.focus();
        area.setSelectionRange(at, at);
      });
      await page.keyboard.type("0123");
      const row = page.locator("tr", { has: page.locator(`[data-tool=${toolName(0)}]`) });
      await expect(row).toContainText("300123 calls a minute");
    });
    expect(typed, "changes by a number that is typed").toBeLessThan(400);
    expect(asked, "times the draft was tried").toBeLessThanOrEqual(2);

    // One tool set in the grid: its row, its lines, and nothing of the other thousands.
    const set = await changesBy(page, async () => {
      await page.getByRole("button", { name: `Hide ${toolName(7)}` }).click();
      await expect.poll(async () => (await editor.inputValue()).includes('"hide"')).toBe(true);
    });
    expect(set, "changes by one tool that is set").toBeLessThan(1_500);

    // At the end of the text other lines are drawn, and no more of them.
    await page.locator("[data-tool]").first().focus();
    await editor.evaluate((area) => {
      const box = area.closest(".overflow-auto");
      box?.scrollTo({ top: box.scrollHeight });
    });
    await expect(page.getByText(String(length), { exact: true })).toBeVisible();
    expect((await drawn(page)).lines).toBeLessThan(160);
    await look(page, "rules-of-500-tools");
  } finally {
    await upstream.close();
  }
});
