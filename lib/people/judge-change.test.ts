import { describe, expect, it } from "vitest";
import { permissionsOf, type Role } from "@/lib/access";
import { changeRefusal, holdsRole } from "./judge-change";

const as = (role: Role, id = "me") => ({ actor: `member:${id}`, permissions: permissionsOf(role) });
const them = (role: Role) => ({ id: "them", role });

describe("a change of a member", () => {
  it.each([
    ["an admin makes a viewer a policy manager", "admin", "viewer", "policy_manager", 1, null],
    ["an admin makes another an admin", "admin", "viewer", "admin", 1, null],
    ["an admin removes an admin", "admin", "admin", null, 1, null],
    ["an admin makes an owner", "admin", "viewer", "owner", 1, "not-held"],
    ["an admin puts an owner down", "admin", "owner", "viewer", 1, "above"],
    ["an admin removes an owner", "admin", "owner", null, 1, "above"],
    ["an owner makes an owner", "owner", "viewer", "owner", 1, null],
    ["an owner puts an owner down", "owner", "owner", "viewer", 1, null],
    [
      "the last owner is put down by a key that may do all",
      "owner",
      "owner",
      "viewer",
      0,
      "last-owner",
    ],
    ["the last owner is removed by a key that may do all", "owner", "owner", null, 0, "last-owner"],
    ["the last owner stays one", "owner", "owner", "owner", 0, null],
  ] as const)("%s", (_what, by, of, next, otherOwners, refusal) => {
    const judged = { caller: as(by), member: them(of), next, otherOwners };
    expect(changeRefusal(judged)).toBe(refusal);
  });

  it("is nobody's own", () => {
    const judged = { caller: as("owner", "them"), member: them("owner"), otherOwners: 3 };
    expect(changeRefusal({ ...judged, next: "viewer" })).toBe("own");
    expect(changeRefusal({ ...judged, next: null })).toBe("own");
  });
});

it("a role is held by who may do all that it may", () => {
  expect(holdsRole(as("policy_manager"), "viewer")).toBe(true);
  expect(holdsRole(as("viewer"), "policy_manager")).toBe(false);
  expect(holdsRole({ permissions: new Set(["admin:all"]) }, "owner")).toBe(true);
});
