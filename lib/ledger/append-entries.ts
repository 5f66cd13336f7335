import type { Tx } from "@/lib/db";
import type { Shown } from "@/lib/kernel";
import { type EntryDraft, prepareEntry } from "./entry";
import type { receiptSchema } from "./ledger.schema";

/** Proof that an entry was written: its number in the tenant's log and its leaf hash in hex. */
export type Receipt = Shown<typeof receiptSchema>;

/**
 * Appends entries to the ledger of the transaction's tenant, as its last statement: the head stays
 * locked until the commit. Commits or rolls back with everything else of the transaction.
 */
export async function appendEntries(tx: Tx, drafts: readonly EntryDraft[]): Promise<Receipt[]> {
  const entries = drafts.map(prepareEntry).map(({ stream, body }) => ({ stream, body }));
  const rows = await tx.$queryRaw<{ id: string; seq: bigint; leaf: string }[]>`
    select id::text, seq, encode(leaf, 'hex') as leaf
    from portcullis.ledger_append(${JSON.stringify(entries)}::jsonb)`;
  return rows.map((row) => ({ id: row.id, seq: Number(row.seq), leaf: row.leaf }));
}
