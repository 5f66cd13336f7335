import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compactDiff, lineDiff } from "./line-diff";

const lines = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 12 });

describe("lineDiff", () => {
  it("holds both texts whole: what is not added is the old one, what is not removed the new one", () => {
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const diff = lineDiff(a.join("\n"), b.join("\n"));
        const texts = (not: string) =>
          diff.filter(({ kind }) => kind !== not).map(({ text }) => text);
        expect(texts("added")).toEqual(a);
        expect(texts("removed")).toEqual(b);
      }),
    );
  });
  it("numbers lines on the side they stand on", () => {
    expect(lineDiff("a\nb", "a\nc")).toEqual([
      { kind: "same", text: "a", before: 1, after: 1 },
      { kind: "removed", text: "b", before: 2, after: null },
      { kind: "added", text: "c", before: null, after: 2 },
    ]);
  });
});

it("leaves out what is far from any change, and says how much", () => {
  const before = Array.from({ length: 20 }, (_, n) => `line ${n}`);
  const after = before.with(10, "changed");
  const parts = compactDiff(lineDiff(before.join("\n"), after.join("\n")), 2);
  expect(parts.map((part) => part.kind)).toEqual([
    "skipped",
    "same",
    "same",
    "removed",
    "added",
    "same",
    "same",
    "skipped",
  ]);
  expect(parts[0]).toEqual({ kind: "skipped", count: 8 });
});
