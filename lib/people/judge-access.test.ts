import { expect, it } from "vitest";
import type { Permission } from "@/lib/access";
import { type AccessFacts, explainAccess } from "./judge-access";

const some = (...names: Permission[]): ReadonlySet<Permission> => new Set(names);
const member: AccessFacts = {
  ...{ kind: "member", name: "Ada", ended: null, role: "Viewer", workspace: null, sees: "every" },
  ...{ permissions: some("servers:read"), takenByPolicy: some() },
};
const key: AccessFacts = { ...member, kind: "api-key", name: "CI", role: null };

it.each<[string, AccessFacts, Permission, boolean, string]>([
  ["a role that holds it", member, "servers:read", true, "The role Viewer holds servers:read."],
  ["a role that does not", member, "rules:write", false, "does not hold rules:write"],
  [
    "a role that may do all",
    { ...member, permissions: some("admin:all") },
    "rules:write",
    true,
    "everything (admin:all)",
  ],
  [
    "who was removed",
    { ...member, ended: "Ada was removed." },
    "servers:read",
    false,
    "Ada was removed.",
  ],
  [
    "a workspace that is not seen",
    { ...member, sees: "some", workspace: { name: "Lab", seen: false, archived: false } },
    "servers:read",
    false,
    "Ada does not see the workspace Lab.",
  ],
  [
    "a workspace that is seen",
    { ...member, workspace: { name: "Lab", seen: true, archived: false } },
    "servers:read",
    true,
    "Ada sees every workspace, Lab among them.",
  ],
  [
    "a workspace that is listed",
    { ...member, sees: "some", workspace: { name: "Lab", seen: true, archived: false } },
    "servers:read",
    true,
    "Ada sees the workspace Lab: it is listed for them.",
  ],
  [
    "a workspace that was put away",
    {
      ...member,
      permissions: some("providers:create"),
      workspace: { name: "Lab", seen: true, archived: true },
    },
    "providers:create",
    false,
    "it takes nothing new",
  ],
  [
    "somebody who sees no workspace",
    { ...member, sees: "none" },
    "servers:read",
    false,
    "sees no workspace",
  ],
  [
    "somebody who sees no workspace, of what stands in none",
    { ...member, sees: "none", permissions: some("members:read") },
    "members:read",
    true,
    "holds members:read",
  ],
  ["a key that holds it", key, "servers:read", true, "The key holds servers:read."],
  [
    "a key that the policy narrows",
    { ...key, takenByPolicy: some("rules:write") },
    "rules:write",
    false,
    "lets no key hold it",
  ],
])("says so of %s", (_what, facts, wanted, allowed, text) => {
  const told = explainAccess(facts, wanted, ["Admin", "Owner"]);
  expect(told.allowed).toBe(allowed);
  expect(told.because.map((one) => one.text).join(" ")).toContain(text);
  expect(told.toAllow.length === 0).toBe(allowed);
  expect(told.because.every(({ holds }) => holds)).toBe(allowed);
});

it("tells all that stands against it, and which roles would do", () => {
  const facts = {
    ...member,
    ended: "Ada was removed.",
    workspace: { name: "Lab", seen: false, archived: false },
  } as const;
  const { toAllow } = explainAccess(facts, "rules:write", ["Admin", "Owner"]);
  expect(toAllow).toEqual([
    "Restore them as a member.",
    "Give them a role that holds it: Admin, Owner.",
    "Place them in the workspace.",
  ]);
});
