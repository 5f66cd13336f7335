import { z } from "zod";
import type { Prisma, Tx } from "@/lib/db";
import { isId, type Shown } from "@/lib/kernel";
import type { ledgerEntryViewSchema, ledgerHeadViewSchema } from "./ledger.schema";

export type LedgerEntryView = Shown<typeof ledgerEntryViewSchema>;

export type EntryFilter = {
  readonly type?: string;
  readonly requestId?: string;
  readonly stream?: string;
  /** Who acted, and on what, as references such as `member:<id>`. Entries of calls have neither here. */
  readonly actor?: string;
  readonly target?: string;
  /** Newest first; entries before this number. */
  readonly before?: number;
  readonly limit: number;
};

const body = z.object({
  actor: z.string(),
  action: z.string(),
  target: z.string(),
  outcome: z.string(),
  reason: z.string().optional(),
});
const entry = z.object({ body });

/** Entries of the transaction's tenant, newest first. */
export async function listEntries(tx: Tx, filter: EntryFilter): Promise<LedgerEntryView[]> {
  // An id that nobody can have matches nothing, like one that nobody has.
  if (filter.stream !== undefined && !isId(filter.stream)) return [];
  const where: Prisma.LedgerEntryWhereInput = {
    type: filter.type,
    requestId: filter.requestId,
    stream: filter.stream,
    actor: filter.actor,
    target: filter.target,
    seq: filter.before === undefined ? undefined : { lt: filter.before },
  };
  const rows = await tx.ledgerEntry.findMany({
    where,
    orderBy: { seq: "desc" },
    take: filter.limit,
  });
  return rows.map(viewEntry);
}

/**
 * What the log holds of some records: what was done to them and what they did, newest first. Each
 * of the two is a short walk of its own index; asked for together they would be neither.
 */
export async function listHistory(
  tx: Tx,
  references: readonly string[],
  limit: number,
): Promise<LedgerEntryView[]> {
  const newest = { orderBy: { seq: "desc" }, take: limit } as const;
  const named = { in: [...references] };
  const done = await tx.ledgerEntry.findMany({ where: { target: named }, ...newest });
  const did = await tx.ledgerEntry.findMany({ where: { actor: named }, ...newest });
  const entries = new Map([...done, ...did].map((row) => [row.seq, viewEntry(row)]));
  return [...entries.values()]
    .filter((entry) => references.includes(entry.actor) || references.includes(entry.target))
    .sort((a, b) => b.seq - a.seq)
    .slice(0, limit);
}

type Row = Awaited<ReturnType<Tx["ledgerEntry"]["findFirstOrThrow"]>>;

function viewEntry(row: Row): LedgerEntryView {
  const bytes = Buffer.from(row.bytes).toString("utf8");
  return {
    seq: Number(row.seq),
    id: row.id,
    leaf: Buffer.from(row.leaf).toString("hex"),
    at: row.at.toISOString(),
    type: row.type,
    slice: row.slice,
    ...readBody(bytes),
    requestId: row.requestId,
    stream: row.stream,
    streamSeq: row.streamSeq === null ? null : Number(row.streamSeq),
    bytes,
  };
}

/** An entry that was tampered with may not parse; it is still shown, as unreadable. */
function readBody(
  bytes: string,
): Pick<LedgerEntryView, "actor" | "action" | "target" | "outcome" | "reason"> {
  try {
    const { actor, action, target, outcome, reason } = entry.parse(JSON.parse(bytes)).body;
    return { actor, action, target, outcome, reason: reason ?? null };
  } catch {
    return {
      actor: "unreadable",
      action: "unreadable",
      target: "unreadable",
      outcome: "unreadable",
      reason: null,
    };
  }
}

export type LedgerHeadView = Shown<typeof ledgerHeadViewSchema>;

/** The newest entry's number and hash, or null while the log is empty. */
export async function getHead(tx: Tx): Promise<LedgerHeadView | null> {
  const rows = await tx.$queryRaw<{ seq: bigint; leaf: string | null; at: Date }[]>`
    select seq, encode(leaf, 'hex') as leaf, case when seq >= 0 then at end as at from portcullis.ledger_heads
    where tenant_id = (select portcullis.tenant_id())`;
  const [head] = rows;
  if (head === undefined || head.leaf === null) return null;
  return {
    seq: Number(head.seq),
    leaf: head.leaf,
    at: head.at.toISOString(),
    size: Number(head.seq) + 1,
  };
}
