import { expect, it } from "vitest";
import { endOf, grantState } from "./grant-state";

const NOW = Date.parse("2026-11-26T09:00:00.000Z");

it.each([
  [{ revokedAt: "2026-11-01T00:00:00Z", expiresAt: null }, "Revoked", false],
  [{ revokedAt: null, expiresAt: "2026-11-26T09:00:00.000Z" }, "Expired", false],
  [{ revokedAt: null, expiresAt: "2026-11-26T09:00:00.001Z" }, "Active", true],
  [{ revokedAt: null, expiresAt: null }, "Active", true],
])("%j is %s", (grant, word, usable) => {
  expect(grantState(grant, NOW)).toMatchObject({ word, usable });
});

it("ends a lifetime whole days from now, or not at all", () => {
  expect(endOf("7", NOW)).toBe("2026-12-03T09:00:00.000Z");
  expect(endOf("none", NOW)).toBeNull();
  expect(endOf("anything", NOW)).toBeNull();
});
