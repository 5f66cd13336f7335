import type { Tx } from "@/lib/db";
import { isId } from "@/lib/kernel";
import { isPermission, isRole, type Permission, permissionsOf, type Role } from "../permissions";
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
 * The roles of these names and ids that there are, by what they were named. Held by nothing: for
 * judging, not for giving.
 */
export async function findRoles(
  tx: Tx,
  refs: Iterable<string>,
): Promise<ReadonlyMap<string, FoundRole>> {
  const all = [...new Set(refs)];
  const own = all.filter((ref) => !isRole(ref) && isId(ref));
  const rows =
    own.length === 0
      ? []
      : await tx.role.findMany({
          where: { id: { in: own }, removedAt: null },
          select: { id: true, name: true, permissions: true },
        });
  const builtIn = all.filter(isRole).map(builtInRole);
  return new Map([...builtIn, ...rows.map(ownRole)].map((role) => [role.ref, role]));
}

/**
 * The role of that name or id, or null. One of the organisation's own is held as it is until the
 * transaction ends: what was judged when it was given is what is given.
 */
export async function findRole(tx: Tx, ref: string): Promise<FoundRole | null> {
  if (isRole(ref)) return builtInRole(ref);
  if (!isId(ref)) return null;
  const [row] = await tx.$queryRaw<OwnRow[]>`
    select id::text, name, permissions from portcullis.roles
    where tenant_id = (select portcullis.tenant_id()) and id = ${ref}::uuid and removed_at is null
    for share`;
  return row === undefined ? null : ownRole(row);
}

function builtInRole(ref: Role): FoundRole {
  const columns = { role: ref, customRole: null };
  return { ref, name: ROLE_WORDS[ref].name, permissions: permissionsOf(ref), columns };
}

type OwnRow = {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly string[];
};

function ownRole({ id, name, permissions }: OwnRow): FoundRole {
  return {
    ref: id,
    name,
    permissions: new Set(permissions.filter(isPermission)),
    columns: { role: "custom", customRole: id },
  };
}
