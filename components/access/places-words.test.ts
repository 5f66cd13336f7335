import { expect, it } from "vitest";
import { placesWords } from "./places-words";

it.each([
  ["every", "Every workspace"],
  [[], "No workspace"],
  [["a", "b"], "Lab, Office"],
  [["a", "x", "y"], "Lab, 2 you do not see"],
] as const)("says %j as %s", (places, words) => {
  expect(placesWords(places === "every" ? places : [...places], { a: "Lab", b: "Office" })).toBe(
    words,
  );
});
