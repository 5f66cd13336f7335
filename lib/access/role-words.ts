import type { Role } from "./permissions";

type Words = { readonly name: string; readonly sentence: string };

/** The built-in roles as people read them. */
export const ROLE_WORDS: Readonly<Record<Role, Words>> = {
  owner: { name: "Owner", sentence: "May do everything, and alone makes other owners." },
  admin: {
    name: "Admin",
    sentence: "Runs the organisation: servers, rules, grants, API keys, people and settings.",
  },
  policy_manager: {
    name: "Policy manager",
    sentence: "Sees everything the gate does; publishes rules, and makes and revokes grants.",
  },
  viewer: {
    name: "Viewer",
    sentence: "Sees servers, rules, grants, decisions, the ledger and members. Changes nothing.",
  },
  security_reviewer: {
    name: "Security reviewer",
    sentence: "Sees all that an auditor sees, begins reviews of access and decides them.",
  },
  auditor: {
    name: "Auditor",
    sentence: "Sees everything there is to see, keys and sign-in too. Changes nothing.",
  },
  approver: {
    name: "Approver",
    sentence: "Sees what a viewer sees, and carries the level they were given, L1 to L5.",
  },
};
