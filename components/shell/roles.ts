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
