import { Problem } from "@/lib/kernel";
import { type Caller, mayDo } from "../caller";
import type { Permission } from "../permissions";

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
