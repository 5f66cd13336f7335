import { expect, it } from "vitest";
import { permissionsOf, type Role } from "@/lib/access/permissions";
import { roleChange } from "./role-change";

const change = (from: Role, to: Role) =>
  roleChange([...permissionsOf(from)], [...permissionsOf(to)]);

it("says what is gained and what is lost", () => {
  const up = change("viewer", "policy_manager");
  expect(up).toEqual({
    gains: ["Change which tools may be called, and how.", "Create and revoke grants."],
    loses: [],
  });
  expect(change("policy_manager", "viewer")).toEqual({ gains: [], loses: up.gains });
  expect(change("viewer", "approver")).toEqual({ gains: [], loses: [] });
});
