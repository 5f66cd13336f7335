import type { Role } from "@/lib/access";
import { ROLE_WORDS } from "@/lib/access/role-words";

type WithRole = {
  readonly role: Role | "custom" | null;
  readonly customRole?: { readonly name: string } | null;
  readonly approverLevel?: number | null;
};

/** A built-in role as people read it. */
export function roleName(role: Role): string {
  return ROLE_WORDS[role].name;
}

/** What somebody's role is called, whoever made it, with the level where it has one. */
export function roleNameOf({ role, customRole, approverLevel }: WithRole): string {
  const name =
    customRole?.name ?? (role === null || role === "custom" ? "No role" : ROLE_WORDS[role].name);
  return approverLevel == null ? name : `${name} L${approverLevel}`;
}

/** What somebody's role is for, in a sentence; of the organisation's own roles its permissions say it. */
export function roleSentenceOf({ role }: WithRole): string {
  return role === null || role === "custom"
    ? "A role of this organisation's own."
    : ROLE_WORDS[role].sentence;
}
