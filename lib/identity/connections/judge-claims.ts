import { type FoundRole, greatestRole, isRole, joinPlaces, type Places } from "@/lib/access";
import { isId } from "@/lib/kernel";
import type { Claims } from "../claims";
import type { RoleRule } from "./connection.schema";

/** What claims would grant, and which rule says so; the default where none does. */
export type Granted = {
  readonly role: FoundRole | null;
  /** The place of the rule in the list; null where it is the default, or nothing. */
  readonly rule: number | null;
  /** The workspaces that rules give together; null where none says anything of them. */
  readonly sees: Places | null;
};

/**
 * What claims give. Every rule whose claim holds its value counts: of their roles the one that may do
 * most, of their workspaces all, so that the order of rules never decides. Values are compared whole
 * and exactly: a group whose name merely begins alike is another group. Workspaces bring nobody in whom
 * no role does. A role that is not among `roles` is none. Pure.
 */
export function grantedBy(
  claims: Claims,
  rules: readonly RoleRule[],
  defaultRole: string | null,
  roles: ReadonlyMap<string, FoundRole>,
): Granted {
  const holding = rules.flatMap((rule, place) =>
    valuesOf(claims, rule.claim).includes(rule.value) ? [{ ...rule, place }] : [],
  );
  const best = greatestRole(holding.flatMap(({ role }) => roles.get(role ?? "") ?? []));
  const sees = joinPlaces(holding.map(({ workspaces }) => workspaces ?? null));
  if (best === null) return { role: roles.get(defaultRole ?? "") ?? null, rule: null, sees };
  const rule = holding.find(({ role }) => role === best.ref)?.place ?? null;
  return { role: best, rule, sees };
}

/** The roles that a connection's rules and default name. */
export function rolesNamed(
  rules: readonly RoleRule[],
  defaultRole: string | null,
): readonly string[] {
  return [defaultRole, ...rules.map(({ role }) => role)].filter((role) => role !== null);
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

/** Whether the provider says of the address anything else than that it was verified; saying nothing is neither. Pure. */
export function saysUnverified({ raw }: Claims): boolean {
  return (raw.email_verified ?? []).some((one) => !/^(?:true|1)$/i.test(one.trim()));
}

/** The rules as they are stored; one that no longer has its form gives nothing. */
export function storedRules(value: unknown): readonly RoleRule[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown) => {
    const { claim, value: text, role: named, workspaces } = (one ?? {}) as Record<string, unknown>;
    const role = storedRole(named);
    const places = storedPlaces(workspaces);
    return typeof claim === "string" &&
      typeof text === "string" &&
      (role !== null || (named === null && places !== null))
      ? [{ claim, value: text, role, ...(places === null ? {} : { workspaces: places }) }]
      : [];
  });
}

/** A role as it is stored, if claims may give it at all. */
export function storedRole(value: unknown): string | null {
  if (typeof value !== "string" || value === "owner") return null;
  return isRole(value) || isId(value) ? value : null;
}

function storedPlaces(value: unknown): Places | null {
  if (value === "every") return value;
  const ids = Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
  return ids.length > 0 && ids.every(isId) ? ids : null;
}
