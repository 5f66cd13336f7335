import { describe, expect, it } from "vitest";
import { permissionsOf } from "@/lib/access";
import { endIsWithinOwn, notHeldBy, overlapEnd, rotationRefusal } from "./judge-rotation";

const AT = new Date("2026-11-26T09:00:00.000Z");
const later = (seconds: number) => new Date(AT.getTime() + seconds * 1000);
const key = { expiresAt: null, revokedAt: null, rotatedAt: null };

describe("a rotation", () => {
  it.each([
    ["of a key that works", key, null],
    ["of one that ends later", { ...key, expiresAt: later(1) }, null],
    ["of one that ends at this moment", { ...key, expiresAt: AT }, "key_ended"],
    ["of one that was revoked", { ...key, revokedAt: AT }, "key_ended"],
    ["of one in its overlap", { ...key, rotatedAt: AT, expiresAt: later(60) }, "already_rotated"],
    ["of one whose overlap is over", { ...key, rotatedAt: AT, expiresAt: AT }, "already_rotated"],
    ["of one revoked in its overlap", { ...key, rotatedAt: AT, revokedAt: AT }, "key_ended"],
  ])("%s", (_what, given, refusal) => expect(rotationRefusal(given, AT)).toBe(refusal));
});

it.each([
  [null, 0, AT],
  [null, 3600, later(3600)],
  [later(60), 3600, later(60)],
  [later(3600), 60, later(60)],
])("a key that ends at %s and overlaps for %i s ends at %s", (expiresAt, seconds, end) => {
  expect(overlapEnd({ ...key, expiresAt }, AT, seconds)).toEqual(end);
});

it.each([
  [undefined, null, true],
  [null, null, true],
  [later(60), null, false],
  [later(60), later(60), true],
  [later(60), later(61), false],
])("a caller whose own key ends at %s may make one that ends at %s: %s", (endsAt, end, may) => {
  expect(endIsWithinOwn({ endsAt }, end)).toBe(may);
});

it("names what a key holds and the caller does not", () => {
  const admin = { permissions: permissionsOf("admin") };
  expect(notHeldBy(admin, ["servers:read", "admin:all"])).toEqual(["admin:all"]);
  expect(notHeldBy({ permissions: permissionsOf("owner") }, ["admin:all"])).toEqual([]);
});
