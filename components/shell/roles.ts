import type { Role } from "@/lib/access";

const NAMES: Readonly<Record<Role, string>> = {
  owner: "Owner",
  admin: "Admin",
  policy_manager: "Policy manager",
  viewer: "Viewer",
  security_reviewer: "Security reviewer",
  auditor: "Auditor",
  approver: "Approver",
};

/** A role as people read it. */
export function roleName(role: Role | null): string {
  return role === null ? "No role" : NAMES[role];
}

const SENTENCES: Readonly<Record<Role, string>> = {
  owner: "May do everything, and alone makes other owners.",
  admin: "Runs the organisation: servers, rules, grants, API keys, members and settings.",
  policy_manager: "Sees everything the gate does; publishes rules, and makes and revokes grants.",
  viewer: "Sees servers, rules, grants, decisions, the ledger and members. Changes nothing.",
  security_reviewer: "May do what a viewer may.",
  auditor: "May do what a viewer may.",
  approver: "May do what a viewer may.",
};

/** What a role may do, in a sentence. */
export function roleSentence(role: Role): string {
  return SENTENCES[role];
}
