import { isRole, ROLES, type Role } from "@/lib/access";
import type { Claims } from "../claims";
import type { RoleRule } from "./connection.schema";

/** What claims would grant, and which rule says so; the default where none does. */
export type Granted = {
  readonly role: Role | null;
  /** The place of the rule in the list; null where it is the default, or nothing. */
  readonly rule: number | null;
};

/**
 * The role that claims give. Every rule whose claim holds its value counts, and of these the role that
 * stands first in the product's own list wins, so that the order of rules never decides. Values are
 * compared whole and exactly: a group whose name merely begins alike is another group. Pure.
 */
export function roleFromClaims(
  claims: Claims,
  rules: readonly RoleRule[],
  defaultRole: Role | null,
): Granted {
  let granted: Granted = { role: null, rule: null };
  for (const [index, { claim, value, role }] of rules.entries()) {
    if (!valuesOf(claims, claim).includes(value)) continue;
    if (granted.role === null || ROLES.indexOf(role) < ROLES.indexOf(granted.role)) {
      granted = { role, rule: index };
    }
  }
  return granted.role === null ? { role: defaultRole, rule: null } : granted;
}

/** The values of a claim; groups are also found under that name where the provider calls them otherwise. */
function valuesOf({ raw, groups }: Claims, name: string): readonly string[] {
  if (Object.hasOwn(raw, name)) return raw[name] ?? [];
  return name === "groups" ? groups : [];
}

/** Where Entra ID says over SAML that somebody has more groups than it sends. */
const GROUPS_LINK = "http://schemas.microsoft.com/claims/groups.link";

/**
 * Whether the provider left the groups out because they are too many: over OpenID Connect by naming them
 * as claims that stand elsewhere (Core, section 5.6.2), or by `hasgroups`. They are not fetched. Pure.
 */
export function groupsLeftOut({ raw }: Claims): boolean {
  return (
    raw._claim_names?.includes("groups") === true ||
    raw.hasgroups?.includes("true") === true ||
    Object.hasOwn(raw, GROUPS_LINK)
  );
}

/** The rules as they are stored; one that no longer has its form gives nothing. */
export function storedRules(value: unknown): readonly RoleRule[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown) => {
    const { claim, value: text, role: named } = (one ?? {}) as Record<string, unknown>;
    const role = storedRole(named);
    return typeof claim === "string" && typeof text === "string" && role !== null
      ? [{ claim, value: text, role }]
      : [];
  });
}

/** A role as it is stored, if claims may give it at all. */
export function storedRole(value: unknown): RoleRule["role"] | null {
  return typeof value === "string" && isRole(value) && value !== "owner" ? value : null;
}
