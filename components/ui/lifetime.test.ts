import { expect, it } from "vitest";
import { endOf } from "./lifetime";

const NOW = Date.parse("2026-11-26T09:00:00.000Z");

it("ends a lifetime whole days from now, or not at all", () => {
  expect(endOf("7", NOW)).toBe("2026-12-03T09:00:00.000Z");
  expect(endOf("none", NOW)).toBeNull();
  expect(endOf("anything", NOW)).toBeNull();
});
