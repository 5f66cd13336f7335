import { type Caller, read } from "@/lib/access";
import type { Database, Tx } from "@/lib/db";
import { isId, Problem, type Shown } from "@/lib/kernel";
import { recordOf } from "./check-record";
import type { domainViewSchema } from "./domain.schema";

export type DomainView = Shown<typeof domainViewSchema>;
export type DomainRecord = Awaited<ReturnType<Tx["domain"]["findFirstOrThrow"]>>;

/** An organisation has at most so many, which is why they are read whole. */
export const MOST_DOMAINS = 100;

/** The caller's domains, by name. */
export async function listDomains(
  { db }: { readonly db: Database },
  caller: Caller,
): Promise<{ readonly data: DomainView[]; readonly nextCursor: null }> {
  const rows = await read(db, caller, "sign-in:read", (tx) =>
    tx.domain.findMany({
      where: { tenantId: caller.tenantId },
      orderBy: { name: "asc" },
      take: MOST_DOMAINS,
    }),
  );
  return { data: rows.map(viewDomain), nextCursor: null };
}

/** The domain of that id. `not_found` for another tenant's as for none. */
export async function findDomain(tx: Tx, tenantId: string, id: string): Promise<DomainRecord> {
  const row = isId(id) ? await tx.domain.findFirst({ where: { tenantId, id } }) : null;
  if (row === null) throw new Problem("not_found");
  return row;
}

export function viewDomain(row: DomainRecord): DomainView {
  return {
    id: row.id,
    name: row.name,
    state: row.state as DomainView["state"],
    record: { ...recordOf(row), type: "TXT" },
    connectionId: row.connectionId,
    createdAt: row.createdAt.toISOString(),
    verifiedAt: row.verifiedAt?.toISOString() ?? null,
    checkedAt: row.checkedAt?.toISOString() ?? null,
    failure: row.failure as DomainView["failure"],
    failingSince: row.failingSince?.toISOString() ?? null,
  };
}
