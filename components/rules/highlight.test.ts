import fc from "fast-check";
import { expect, it } from "vitest";
import { tokensOf } from "./highlight";

it("tells keys from texts, numbers and words", () => {
  expect(tokensOf('  "a": ["b", -1.5, true]').map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    "plain   ",
    'key "a"',
    "plain :",
    "plain  [",
    'string "b"',
    "plain , ",
    "number -1.5",
    "plain , ",
    "word true",
    "plain ]",
  ]);
});

it("loses no character of any line", () => {
  fc.assert(
    fc.property(fc.string(), (line) => {
      expect(
        tokensOf(line)
          .map(({ text }) => text)
          .join(""),
      ).toBe(line);
    }),
  );
});
