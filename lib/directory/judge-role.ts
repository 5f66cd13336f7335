import { type FoundRole, greatestRole } from "@/lib/access";

/**
 * The role of a person by their groups: of all that are mapped, the one that may do most. Without a
 * mapped group it is the directory's own default; null is no role, and who has none does not come in.
 * A role that is not there any more is none, and an owner's is none: owners are made by owners. Pure.
 */
export function roleByGroups(
  mapped: readonly (string | null)[],
  byDefault: string | null,
  roles: ReadonlyMap<string, FoundRole>,
): FoundRole | null {
  const found = (ref: string | null) =>
    ref === null || ref === "owner" ? [] : (roles.get(ref) ?? []);
  return greatestRole(mapped.flatMap(found)) ?? [found(byDefault)].flat()[0] ?? null;
}

/** What is to become of a person's membership, and why nothing is where nothing is. */
export type Fate =
  | { readonly kind: "none" }
  | { readonly kind: "add" | "restore"; readonly role: string }
  /** Another role, other workspaces, or both: null and false are what stays as it is. */
  | { readonly kind: "change"; readonly role: string | null; readonly placed: boolean }
  | { readonly kind: "end" }
  | { readonly kind: "stays"; readonly why: Obstacle };

/** Why somebody stays in, or out, against the directory's word. */
export type Obstacle = "removed-by-hand" | "last-owner" | "above" | "address-taken";

export type Standing = {
  /** The directory that speaks, as the ledger names it. */
  readonly directory: string;
  readonly active: boolean;
  /** The role the directory says now, and the one it said before. */
  readonly wanted: string | null;
  readonly givenRole: string | null;
  /** Whether it says other workspaces than before, and they are not what the member sees already. */
  readonly elsewhere: boolean;
  readonly member: {
    readonly role: string;
    readonly status: string;
    readonly removedBy: string | null;
  } | null;
  /** How many active owners there are beside this member. */
  readonly otherOwners: number;
  /** Whether whoever stands behind this may do all that the member may. */
  readonly mayChange: boolean;
  /** Whether they may do all that the wanted role may: nobody gives more than they hold. */
  readonly mayGive: boolean;
  /** Whether another member has their mail address. */
  readonly addressTaken: boolean;
};

/**
 * What a directory's word does to a membership. Who is not active, or has lost the role they were
 * given for no other, is put out, but for the last owner. Who was put out by this directory comes back
 * with its word; who was removed by hand stays out. A role or workspaces are given where the directory
 * says others than it said before, so that what was changed by hand holds until then. An owner's are
 * never touched, and nobody is changed who may do what the one who stands behind the directory may not,
 * nor given a role that may. Pure.
 */
export function fateOf(standing: Standing): Fate {
  const { active, wanted, givenRole, member, otherOwners } = standing;
  if (!active || (wanted === null && givenRole !== null)) {
    if (member?.status !== "active") return { kind: "none" };
    if (member.role === "owner" && otherOwners === 0) return { kind: "stays", why: "last-owner" };
    return standing.mayChange ? { kind: "end" } : { kind: "stays", why: "above" };
  }
  if (wanted === null) return { kind: "none" };
  const above = { kind: "stays", why: "above" } as const;
  if (member === null) {
    if (standing.addressTaken) return { kind: "stays", why: "address-taken" };
    return standing.mayGive ? { kind: "add", role: wanted } : above;
  }
  if (member.status !== "active") {
    if (member.removedBy !== standing.directory) return { kind: "stays", why: "removed-by-hand" };
    return standing.mayGive ? { kind: "restore", role: wanted } : above;
  }
  if (member.role === "owner") return { kind: "none" };
  const role = wanted !== givenRole && member.role !== wanted ? wanted : null;
  const placed = standing.elsewhere;
  if (role === null && !placed) return { kind: "none" };
  const may = standing.mayChange && (role === null || standing.mayGive);
  return may ? { kind: "change", role, placed } : above;
}
