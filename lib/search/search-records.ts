import { type Caller, mayDo, type Permission, read } from "@/lib/access";
import type { Database, Tx } from "@/lib/db";
import { isId, type Shown } from "@/lib/kernel";
import type { SEARCHED, searchResultSchema } from "./search.schema";

export type SearchResult = Shown<typeof searchResultSchema>;
type Kind = (typeof SEARCHED)[number];
type Found = SearchResult["found"][number];

/** So many of each kind: a palette shows a few, and a name is narrowed by typing on. */
const MOST = 5;

type Search = {
  readonly permission: Permission;
  readonly find: (tx: Tx, text: string) => Promise<Omit<Found, "kind">[]>;
};

/** A name with the text in it; the signs that patterns have are taken as they stand. */
const named = (text: string) =>
  ({ contains: text.replace(/[\\%_]/g, "\\$&"), mode: "insensitive" }) as const;
/** A request id as it was copied out of a sentence: with the full stop after it, or without. */
const asCopied = (text: string) => [text, text.replace(/[.,;:]{1,8}$/, "")];
/** A record whose id was pasted is found by it. */
const orId = (text: string) => (isId(text) ? [{ id: text }] : []);
const lastFour = (text: string) => (/^[A-Za-z0-9]{4}$/.test(text) ? [{ lastFour: text }] : []);
const shared = { take: MOST, orderBy: { id: "desc" } } as const;

const SEARCHES: Readonly<Record<Kind, Search>> = {
  server: {
    permission: "servers:read",
    find: async (tx, text) => {
      const where = { removedAt: null, OR: [{ name: named(text) }, ...orId(text)] };
      const rows = await tx.server.findMany({ where, ...shared });
      return rows.map(({ id, name, url, command }) => ({
        id,
        name,
        detail: url ?? command ?? "",
      }));
    },
  },
  grant: {
    permission: "grants:read",
    find: async (tx, text) => {
      const where = { OR: [{ name: named(text) }, ...lastFour(text), ...orId(text)] };
      const rows = await tx.grant.findMany({ where, ...shared });
      return rows.map((row) => ({ id: row.id, name: row.name, detail: token("pcg", row) }));
    },
  },
  "api-key": {
    permission: "api-keys:read",
    find: async (tx, text) => {
      const where = { OR: [{ name: named(text) }, ...lastFour(text), ...orId(text)] };
      const rows = await tx.apiKey.findMany({ where, ...shared });
      return rows.map((row) => ({ id: row.id, name: row.name, detail: token("pck", row) }));
    },
  },
  member: {
    permission: "members:read",
    find: async (tx, text) => {
      const where = { OR: [{ name: named(text) }, { email: named(text) }, ...orId(text)] };
      const rows = await tx.member.findMany({ where, ...shared });
      return rows.map(({ id, name, email }) => ({ id, name, detail: email }));
    },
  },
  decision: {
    permission: "decisions:read",
    find: async (tx, text) => {
      const where = { OR: [{ requestId: { in: asCopied(text) } }, ...orId(text)] };
      const rows = await tx.decision.findMany({ where, ...shared });
      return rows.map((row) => ({
        id: row.requestId,
        name: row.tool ?? row.method,
        detail: `${row.decision === "allow" ? "allowed" : "refused"}, request ${row.requestId}`,
      }));
    },
  },
  entry: {
    permission: "ledger:read",
    find: async (tx, text) => {
      const bySeq = /^\d{1,15}$/.test(text) ? [{ seq: BigInt(text) }] : [];
      const conditions = [...bySeq, ...orId(text)];
      if (conditions.length === 0) return [];
      const rows = await tx.ledgerEntry.findMany({ where: { OR: conditions }, take: MOST });
      return rows.map(({ seq, type }) => ({ id: String(seq), name: `Entry ${seq}`, detail: type }));
    },
  },
};

/**
 * Records whose name has the text in it, or whose id it is: a few of each kind the caller may see,
 * the newest of them. Decisions are found by a whole request id, ledger entries by number or id.
 */
export async function searchRecords(
  { db }: { readonly db: Database },
  caller: Caller,
  text: string,
): Promise<SearchResult> {
  const kinds = Object.entries(SEARCHES) as [Kind, Search][];
  const allowed = kinds.filter(([, { permission }]) => mayDo(caller, permission));
  const withheld = kinds.filter((one) => !allowed.includes(one)).map(([kind]) => kind);
  const found: Found[] = [];
  for (const [kind, { permission, find }] of allowed) {
    const rows = await read(db, caller, permission, (tx) => find(tx, text));
    found.push(...rows.map((row) => ({ kind, ...row })));
  }
  return { found, withheld };
}

function token(
  prefix: string,
  row: { readonly lastFour: string; readonly revokedAt: Date | null },
) {
  return `${prefix}_…${row.lastFour}${row.revokedAt === null ? "" : ", revoked"}`;
}
