import fc from "fast-check";
import { expect, it } from "vitest";
import { LINE_PX, widestLine, windowAt } from "./code-window";

it("every line in sight is drawn, and of a long text little more", () => {
  const nat = fc.integer({ min: 0, max: 400_000 });
  fc.assert(
    fc.property(nat, fc.integer({ min: 100, max: 3_000 }), nat, (scrolled, height, lines) => {
      const { from, to } = windowAt(scrolled, height, lines);
      for (const px of [scrolled, scrolled + height - 1]) {
        const line = Math.floor(px / LINE_PX);
        if (line < lines) expect(line >= from && line < to).toBe(true);
      }
      expect(to - from).toBeLessThanOrEqual(height / LINE_PX + 125);
    }),
  );
});

it("the widest line counts tabs and wide characters", () => {
  expect(widestLine(["abc", "\t", "漢字漢字漢", "abcdefg"])).toBe(10);
  expect(widestLine([])).toBe(0);
});
