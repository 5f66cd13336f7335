import { Problem } from "@/lib/kernel";
import { type Caller, mayDo } from "../caller";
import { type Permission, ROLES } from "../permissions";

/**
 * Nobody grants what they do not hold: not by giving a role, not by making one, and not by adding to
 * one that others have.
 */
export function missingFrom(
  caller: Pick<Caller, "permissions">,
  permissions: Iterable<Permission>,
): Permission[] {
  return [...permissions].filter((one) => !mayDo(caller, one));
}

/** Whether a caller may do everything that is in the set, so that giving it gives nothing new away. */
export function holdsAll(
  caller: Pick<Caller, "permissions">,
  permissions: Iterable<Permission>,
): boolean {
  return missingFrom(caller, permissions).length === 0;
}

/**
 * Throws `unprocessable` at the place of each permission that the caller does not hold. One that the
 * role has already counts too: who may do less than a role does not change it.
 */
export function requireHeld(
  caller: Pick<Caller, "permissions">,
  permissions: readonly Permission[],
): void {
  const fields = permissions.flatMap((one, index) =>
    mayDo(caller, one)
      ? []
      : [{ path: `/permissions/${index}`, message: "You do not hold this permission" }],
  );
  if (fields.length > 0) throw new Problem("unprocessable", { extensions: { fields } });
}

type Ranked = { readonly ref: string; readonly permissions: ReadonlySet<Permission> };

/**
 * Of the roles that several rules give to one person, the one they get: the one that may do most; of
 * two that may do as much the built-in one that stands first in the list of roles, and of two own ones
 * the older. So the order of rules never decides. Null where there is none. Pure.
 */
export function greatestRole<One extends Ranked>(roles: readonly One[]): One | null {
  const place = ({ ref }: Ranked) => {
    const at = (ROLES as readonly string[]).indexOf(ref);
    return at < 0 ? ROLES.length : at;
  };
  const might = ({ permissions }: Ranked) =>
    permissions.has("admin:all") ? Number.POSITIVE_INFINITY : permissions.size;
  const rank = (a: One, b: One) =>
    (might(a) === might(b) ? 0 : might(b) - might(a)) ||
    place(a) - place(b) ||
    a.ref.localeCompare(b.ref);
  return [...roles].sort(rank)[0] ?? null;
}
