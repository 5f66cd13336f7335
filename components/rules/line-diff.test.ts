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
  it("removes and adds no more than it must", () => {
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const kept = lineDiff(a.join("\n"), b.join("\n")).filter(({ kind }) => kind === "same");
        const whole = (text: string[]) => (text.length === 1 && text[0] === "" ? [] : text);
        expect(kept.length).toBe(longestCommon(whole(a), whole(b)));
      }),
    );
  });
  it("finds one change in a long text, and tells one that is all new as replaced", () => {
    const long = Array.from({ length: 20_000 }, (_, n) => `line ${n}`);
    const changed = lineDiff(long.join("\n"), long.with(9_000, "changed").join("\n"));
    expect(changed.filter(({ kind }) => kind !== "same")).toHaveLength(2);
    const other = long.map((line) => `other ${line}`);
    const replaced = lineDiff(long.join("\n"), other.join("\n"));
    expect(replaced.filter(({ kind }) => kind === "removed")).toHaveLength(long.length);
    expect(replaced.filter(({ kind }) => kind === "added")).toHaveLength(long.length);
  });
  it("numbers lines on the side they stand on", () => {
    expect(lineDiff("a\nb", "a\nc")).toEqual([
      { kind: "same", text: "a", before: 1, after: 1 },
      { kind: "removed", text: "b", before: 2, after: null },
      { kind: "added", text: "c", before: null, after: 2 },
    ]);
  });
});

/** How many lines two texts have in common at most, by the plain definition. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  const [first, ...rest] = a;
  if (first === undefined || b.length === 0) return 0;
  const without = longestCommon(rest, b);
  const at = b.indexOf(first);
  return at < 0 ? without : Math.max(without, 1 + longestCommon(rest, b.slice(at + 1)));
}

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
