import { expect, it } from "vitest";
import { grantState } from "./grant-state";

const NOW = Date.parse("2026-11-26T09:00:00.000Z");

it.each([
  [{ revokedAt: "2026-11-01T00:00:00Z", expiresAt: null }, "Revoked", false],
  [{ revokedAt: null, expiresAt: "2026-11-26T09:00:00.000Z" }, "Expired", false],
  [{ revokedAt: null, expiresAt: "2026-11-26T09:00:00.001Z" }, "Active", true],
  [{ revokedAt: null, expiresAt: null }, "Active", true],
])("%j is %s", (grant, word, usable) => {
  expect(grantState(grant, NOW)).toMatchObject({ word, usable });
});
