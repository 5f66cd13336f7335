import { type Database, type Tx, withTenant } from "@/lib/db";
import { isId } from "@/lib/kernel";
import { type Caller, mayDo } from "./caller";
import type { Permission } from "./permissions";

type Found = Promise<readonly { readonly id: string; readonly name: string }[]>;
type Kind = {
  readonly permission: Permission;
  readonly find: (tx: Tx, ids: string[]) => Found;
};

const select = { id: true, name: true } as const;

/** The kinds of reference that have a name, and what one must hold to read it. */
const KINDS: Readonly<Record<string, Kind>> = {
  member: {
    permission: "members:read",
    find: (tx, ids) => tx.member.findMany({ where: { id: { in: ids } }, select }),
  },
  role: {
    permission: "members:read",
    find: (tx, ids) => tx.role.findMany({ where: { id: { in: ids } }, select }),
  },
  directory: {
    permission: "members:read",
    find: (tx, ids) => tx.directory.findMany({ where: { id: { in: ids } }, select }),
  },
  server: {
    permission: "servers:read",
    find: (tx, ids) => tx.server.findMany({ where: { id: { in: ids } }, select }),
  },
  grant: {
    permission: "grants:read",
    find: (tx, ids) => tx.grant.findMany({ where: { id: { in: ids } }, select }),
  },
  connection: {
    permission: "sign-in:read",
    find: (tx, ids) => tx.connection.findMany({ where: { id: { in: ids } }, select }),
  },
  domain: {
    permission: "sign-in:read",
    find: (tx, ids) => tx.domain.findMany({ where: { id: { in: ids } }, select }),
  },
  review: {
    permission: "reviews:read",
    find: (tx, ids) => tx.accessReview.findMany({ where: { id: { in: ids } }, select }),
  },
  "api-key": {
    permission: "api-keys:read",
    find: (tx, ids) => tx.apiKey.findMany({ where: { id: { in: ids } }, select }),
  },
};

/**
 * The names behind references such as `member:<id>`, as the ledger holds them: an id never stands
 * alone. What does not exist, is another tenant's, or is of a kind the caller may not read has none.
 */
export async function nameRecords(
  { db }: { readonly db: Database },
  caller: Caller,
  references: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = Object.entries(KINDS).flatMap(([kind, { permission, find }]) => {
    const prefix = `${kind}:`;
    const ids = new Set(
      references.flatMap((text) => (text.startsWith(prefix) ? [text.slice(prefix.length)] : [])),
    );
    const known = [...ids].filter(isId);
    return known.length > 0 && mayDo(caller, permission) ? [{ prefix, find, known }] : [];
  });
  if (wanted.length === 0) return new Map();
  return await withTenant(db, caller, async (tx) => {
    const names = new Map<string, string>();
    for (const { prefix, find, known } of wanted)
      for (const { id, name } of await find(tx, known)) names.set(`${prefix}${id}`, name);
    return names;
  });
}
