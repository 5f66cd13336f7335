import { describe, expect, it } from "vitest";
import { type FoundRole, type Permission, permissionsOf, ROLES } from "@/lib/access";
import { fateOf, roleByGroups, type Standing } from "./judge-role";

const own = (ref: string, permissions: Permission[]): [string, FoundRole] => [
  ref,
  {
    ...{ ref, name: ref, permissions: new Set(permissions) },
    columns: { role: "custom", customRole: ref },
  },
];
const FOUND = new Map<string, FoundRole>([
  ...ROLES.map((ref): [string, FoundRole] => [
    ref,
    { ref, name: ref, permissions: permissionsOf(ref), columns: { role: ref, customRole: null } },
  ]),
  own("small", ["servers:read"]),
  own("mighty", ["admin:all"]),
  own("as-viewer", [...permissionsOf("viewer")]),
]);

describe("the role of a person by their groups", () => {
  it.each([
    [[], "viewer", "viewer"],
    [[], null, null],
    [[null, null], "viewer", "viewer"],
    [["viewer", "admin", "policy_manager"], "viewer", "admin"],
    [["viewer"], "policy_manager", "viewer"],
    // Owners are made by owners: a row that said otherwise would say nothing.
    [["owner"], "viewer", "viewer"],
    [[], "owner", null],
    [["king"], null, null],
    [["small"], "viewer", "small"],
    [["small", "viewer"], null, "viewer"],
    [["as-viewer", "viewer"], null, "viewer"],
    [["admin", "mighty"], null, "mighty"],
    [[], "small", "small"],
  ] as const)("%j with the default %s is %s", (groups, byDefault, role) => {
    expect(roleByGroups(groups, byDefault, FOUND)?.ref ?? null).toBe(role);
  });
});

const DIRECTORY = "directory:1";
const member = { role: "viewer", status: "active", removedBy: null };
const out = { ...member, status: "removed" };
const standing = (part: Partial<Standing>): Standing => ({
  directory: DIRECTORY,
  active: true,
  wanted: "viewer",
  givenRole: "viewer",
  elsewhere: false,
  member,
  otherOwners: 1,
  mayChange: true,
  mayGive: true,
  addressTaken: false,
  ...part,
});

describe("what a directory's word does", () => {
  it.each([
    ["nothing where nothing is new", {}, { kind: "none" }],
    ["a stranger comes in", { member: null }, { kind: "add", role: "viewer" }],
    [
      "a stranger with another's address does not",
      { member: null, addressTaken: true },
      { kind: "stays", why: "address-taken" },
    ],
    ["a stranger without a role does not", { member: null, wanted: null }, { kind: "none" }],
    ["who is inactive goes", { active: false }, { kind: "end" }],
    ["who never came in need not go", { active: false, member: null }, { kind: "none" }],
    ["who lost the role they were given goes", { wanted: null }, { kind: "end" }],
    [
      "who was a member before, and was never given one, stays",
      { wanted: null, givenRole: null },
      { kind: "none" },
    ],
    [
      "another role is given",
      { wanted: "admin" },
      { kind: "change", role: "admin", placed: false },
    ],
    [
      "other workspaces are given",
      { elsewhere: true },
      { kind: "change", role: null, placed: true },
    ],
    [
      "both are given at once",
      { wanted: "admin", elsewhere: true },
      { kind: "change", role: "admin", placed: true },
    ],
    [
      "an owner sees what they see",
      { elsewhere: true, member: { ...member, role: "owner" } },
      { kind: "none" },
    ],
    [
      "who may do more is not placed elsewhere",
      { elsewhere: true, mayChange: false },
      { kind: "stays", why: "above" },
    ],
    [
      "what was changed by hand holds until the directory says another",
      { member: { ...member, role: "auditor" } },
      { kind: "none" },
    ],
    [
      "an owner's role is not touched",
      { wanted: "admin", member: { ...member, role: "owner" } },
      { kind: "none" },
    ],
    [
      "an owner goes while another stays",
      { active: false, member: { ...member, role: "owner" } },
      { kind: "end" },
    ],
    [
      "the last owner stands",
      { active: false, member: { ...member, role: "owner" }, otherOwners: 0 },
      { kind: "stays", why: "last-owner" },
    ],
    [
      "who may do what the token's maker could not is not put out",
      { active: false, mayChange: false },
      { kind: "stays", why: "above" },
    ],
    [
      "nor given another role",
      { wanted: "admin", mayChange: false },
      { kind: "stays", why: "above" },
    ],
    [
      "nor given one that the token's maker could not give",
      { wanted: "admin", mayGive: false },
      { kind: "stays", why: "above" },
    ],
    [
      "nor taken in with one",
      { member: null, givenRole: null, mayGive: false },
      { kind: "stays", why: "above" },
    ],
    [
      "nor taken back with one",
      { member: { ...out, removedBy: DIRECTORY }, mayGive: false },
      { kind: "stays", why: "above" },
    ],
    [
      "who was put out by it comes back, with a role given anew",
      { member: { ...out, role: "owner", removedBy: DIRECTORY } },
      { kind: "restore", role: "viewer" },
    ],
    [
      "who was removed by hand stays out",
      { member: { ...out, removedBy: "member:1" } },
      { kind: "stays", why: "removed-by-hand" },
    ],
    [
      "and so does who was removed before anybody noted by whom",
      { member: out },
      { kind: "stays", why: "removed-by-hand" },
    ],
    [
      "who is out stays out without a role",
      { member: { ...out, removedBy: DIRECTORY }, wanted: null },
      { kind: "none" },
    ],
  ] as const)("%s", (_name, part, fate) => {
    expect(fateOf(standing(part as Partial<Standing>))).toEqual(fate);
  });
});
