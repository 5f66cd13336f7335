import type { Tx } from "@/lib/db";
import { isId } from "@/lib/kernel";
import { isPermission, isRole, type Permission, permissionsOf } from "../permissions";
import { ROLE_WORDS } from "../role-words";

/** A role that can be given, whoever made it. */
export type FoundRole = {
  /** As it is named in requests and in the ledger: `viewer`, or the id of an own role. */
  readonly ref: string;
  readonly name: string;
  readonly permissions: ReadonlySet<Permission>;
  /** As a member's row holds it. */
  readonly columns: { readonly role: string; readonly customRole: string | null };
};

/**
 * The role of that name or id, or null. One of the organisation's own is held as it is until the
 * transaction ends: what was judged when it was given is what is given.
 */
export async function findRole(tx: Tx, ref: string): Promise<FoundRole | null> {
  if (isRole(ref)) {
    const permissions = permissionsOf(ref);
    const columns = { role: ref, customRole: null };
    return { ref, name: ROLE_WORDS[ref].name, permissions, columns };
  }
  if (!isId(ref)) return null;
  const [row] = await tx.$queryRaw<{ id: string; name: string; permissions: string[] }[]>`
    select id::text, name, permissions from portcullis.roles
    where tenant_id = (select portcullis.tenant_id()) and id = ${ref}::uuid and removed_at is null
    for share`;
  if (row === undefined) return null;
  return {
    ref: row.id,
    name: row.name,
    permissions: new Set(row.permissions.filter(isPermission)),
    columns: { role: "custom", customRole: row.id },
  };
}
