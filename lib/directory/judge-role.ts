import { isRole, permissionsOf, ROLES, type Role } from "@/lib/access";

/** The roles a group can be mapped to. Owners are made by owners, never by a directory. */
export const MAPPABLE: readonly Role[] = ROLES.filter((role) => role !== "owner");

/** Whether a text names a role that a group can be mapped to. */
export function isMappable(text: string): text is Role {
  return isRole(text) && MAPPABLE.includes(text);
}

/**
 * The role of a person by their groups: of all that are mapped, the one with the most permissions,
 * and of two with as many the one that stands first in the list of roles. Without a mapped group it
 * is the directory's own default; null is no role, and who has none does not come in. Pure.
 */
export function roleByGroups(
  mapped: readonly (string | null)[],
  byDefault: string | null,
): Role | null {
  const roles = mapped.flatMap((role) => (role !== null && isMappable(role) ? [role] : []));
  const [best] = roles.sort(
    (a, b) => permissionsOf(b).size - permissionsOf(a).size || ROLES.indexOf(a) - ROLES.indexOf(b),
  );
  if (best !== undefined) return best;
  return byDefault !== null && isMappable(byDefault) ? byDefault : null;
}

/** What is to become of a person's membership, and why nothing is where nothing is. */
export type Fate =
  | { readonly kind: "none" }
  | { readonly kind: "add" | "restore" | "change-role"; readonly role: Role }
  | { readonly kind: "end" }
  | { readonly kind: "stays"; readonly why: Obstacle };

/** Why somebody stays in, or out, against the directory's word. */
export type Obstacle = "removed-by-hand" | "last-owner" | "above" | "address-taken";

export type Standing = {
  /** The directory that speaks, as the ledger names it. */
  readonly directory: string;
  readonly active: boolean;
  readonly wanted: Role | null;
  readonly givenRole: string | null;
  readonly member: {
    readonly role: string;
    readonly status: string;
    readonly removedBy: string | null;
  } | null;
  /** How many active owners there are beside this member. */
  readonly otherOwners: number;
  /** Whether whoever stands behind this may do all that the member may. */
  readonly mayChange: boolean;
  /** Whether another member has their mail address. */
  readonly addressTaken: boolean;
};

/**
 * What a directory's word does to a membership. Who is not active, or has lost the role they were
 * given for no other, is put out, but for the last owner. Who was put out by this directory comes back with its word; who was removed by
 * hand stays out. A role is given where the directory says another than it said before, so that what
 * was changed by hand holds until then. An owner's role is never touched,
 * and nobody is changed who may do what the one who stands behind the directory may not. Pure.
 */
export function fateOf(standing: Standing): Fate {
  const { active, wanted, givenRole, member, otherOwners } = standing;
  if (!active || (wanted === null && givenRole !== null)) {
    if (member?.status !== "active") return { kind: "none" };
    if (member.role === "owner" && otherOwners === 0) return { kind: "stays", why: "last-owner" };
    return standing.mayChange ? { kind: "end" } : { kind: "stays", why: "above" };
  }
  if (wanted === null) return { kind: "none" };
  if (member === null)
    return standing.addressTaken
      ? { kind: "stays", why: "address-taken" }
      : { kind: "add", role: wanted };
  if (member.status !== "active") {
    return member.removedBy === standing.directory
      ? { kind: "restore", role: wanted }
      : { kind: "stays", why: "removed-by-hand" };
  }
  const said = wanted !== givenRole;
  if (!said || member.role === "owner" || member.role === wanted) return { kind: "none" };
  return standing.mayChange
    ? { kind: "change-role", role: wanted }
    : { kind: "stays", why: "above" };
}
