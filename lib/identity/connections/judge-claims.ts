import { isRole, ROLES, type Role } from "@/lib/access";
import type { RoleRule } from "./connection.schema";

/** What a provider said of somebody, by the names it uses. */
export type Claims = Readonly<Record<string, unknown>>;

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

/** The texts that a claim holds: one, several in a list, or none. What is no text is not compared. */
function valuesOf(claims: Claims, name: string): readonly string[] {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((one): one is string => typeof one === "string");
}

/** The rules as they are stored; one that no longer has its form gives nothing. */
export function storedRules(value: unknown): readonly RoleRule[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown) => {
    const { claim, value: text, role } = (one ?? {}) as Record<string, unknown>;
    return typeof claim === "string" && typeof text === "string" && isRole(String(role))
      ? [{ claim, value: text, role: role as Role }]
      : [];
  });
}
