import { expect, it } from "vitest";
import { PERMISSIONS } from "@/lib/access/permissions";
import { holds, PERMISSION_GROUPS } from "./permission-groups";

it("every permission is in one group, and in no other", () => {
  const grouped = PERMISSION_GROUPS.flatMap(({ permissions }) => permissions);
  expect([...grouped].sort()).toEqual(Object.keys(PERMISSIONS).sort());
});

it("everything is held by who holds all", () => {
  expect(holds(["admin:all"], "grants:write")).toBe(true);
  expect(holds(["servers:read"], "grants:write")).toBe(false);
});
