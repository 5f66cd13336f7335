import { expect, it } from "vitest";
import { roleChange } from "./role-change";

it("says what is gained and what is lost", () => {
  const up = roleChange("viewer", "policy_manager");
  expect(up).toEqual({
    gains: ["Change which tools may be called, and how.", "Create and revoke grants."],
    loses: [],
  });
  expect(roleChange("policy_manager", "viewer")).toEqual({ gains: [], loses: up.gains });
  expect(roleChange("viewer", "auditor")).toEqual({ gains: [], loses: [] });
});
