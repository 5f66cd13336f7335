import { canonicalJson, sha256Hex } from "@/lib/crypto";

/** What a member, a key or a grant holds at one moment. */
export type Holding = {
  /** A member's role, as people read it. */
  readonly role: string | null;
  /** Up to which level an approver approves. */
  readonly level: number | null;
  /** Permissions; of a grant, `server:<id>`. */
  readonly held: readonly string[];
  /** Of a member the ids of the workspaces they see, or `every`, or `none`. Empty where that is not known. */
  readonly sees: readonly string[];
};

/**
 * Whether more is held now than then: a permission, a server, a higher level, another workspace, or that one
 * has become an owner, who is more than the permissions they hold. Who held everything holds no permission
 * more, and who saw every workspace no workspace. Pure.
 */
export function hasGrown(then: Holding, now: Holding): boolean {
  const known = new Set(then.held);
  const more = now.held.some((one) => !known.has(one) && !known.has("admin:all"));
  const higher = (now.level ?? 0) > (then.level ?? 0);
  return (
    more ||
    higher ||
    seesMore(then.sees, now.sees).length > 0 ||
    (now.role === "owner" && then.role !== "owner")
  );
}

/** The workspaces that are seen now and were not then; none where it is not known what was seen then. Pure. */
export function seesMore(then: readonly string[], now: readonly string[]): readonly string[] {
  if (then.length === 0 || then.includes("every")) return [];
  return now.filter((one) => one !== "none" && !then.includes(one));
}

/**
 * What is certified by keeping it, as the ledger names it: the role by its name or its id, the level, what
 * is held, and where.
 */
export function certified(now: Holding & { readonly roleRef: string | null }): readonly string[] {
  return [
    ...(now.roleRef === null ? [] : [`role:${now.roleRef}`]),
    ...(now.level === null ? [] : [`level:${now.level}`]),
    ...[...now.held].sort(),
    ...[...now.sees].sort().map((one) => `workspace:${one}`),
  ];
}

/** The digest by which a decision names it: SHA-256 over the canonical JSON of the subject and the rest. */
export function versionOf(subject: string, keys: readonly string[]): string {
  return sha256Hex(canonicalJson([subject, ...keys]));
}
