import { describe, expect, it } from "vitest";
import { permissionsOf, type Role } from "@/lib/access";
import { changeRefusal, holdsRole } from "./judge-change";

const reach = { every: true, workspaces: [] };
const as = (role: Role, id = "me") => ({
  person: id,
  permissions: permissionsOf(role),
  reach,
});
const of = (role: Role) => ({ owner: role === "owner", permissions: permissionsOf(role) });
const them = (role: Role) => ({ id: "them", reach, ...of(role) });

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
  ] as const)("%s", (_what, by, was, to, otherOwners, refusal) => {
    const next = to === null ? null : of(to);
    const judged = { caller: as(by), member: them(was), next, otherOwners };
    expect(changeRefusal(judged)).toBe(refusal);
  });

  it("is nobody's own", () => {
    const judged = { caller: as("owner", "them"), member: them("owner"), otherOwners: 3 };
    expect(changeRefusal({ ...judged, next: of("viewer") })).toBe("own");
    expect(changeRefusal({ ...judged, next: null })).toBe("own");
  });

  it("is not made by who does not see the member's workspaces", () => {
    const [here, there] = [["a"], ["b"]].map((workspaces) => ({ every: false, workspaces }));
    if (here === undefined || there === undefined) throw new Error("no workspaces");
    const judge = (own: typeof here, theirs: typeof here) =>
      changeRefusal({
        caller: { ...as("admin"), reach: own },
        member: { ...them("viewer"), reach: theirs },
        next: null,
        otherOwners: 1,
      });
    expect(judge(here, here)).toBeNull();
    expect(judge(here, there)).toBe("above");
    expect(judge(here, reach)).toBe("above");
    expect(judge(reach, there)).toBeNull();
  });
});

it("a role is held by who may do all that it may", () => {
  expect(holdsRole(as("policy_manager"), "viewer")).toBe(true);
  expect(holdsRole(as("viewer"), "policy_manager")).toBe(false);
  expect(holdsRole({ permissions: new Set(["admin:all"]) }, "owner")).toBe(true);
});
