import type { House } from "@/app/house";
import { nameRecords, read } from "@/lib/access";
import type { SessionCaller } from "@/lib/identity";
import { getHead, type LedgerEntryView, listEntries } from "@/lib/ledger";

export const LIMIT = 50;

type View = {
  readonly type: string | undefined;
  readonly requestId: string | undefined;
  readonly before: number | undefined;
  readonly openSeq: number | undefined;
};

/** A page of the ledger, its head, the open entry, and the names behind all their references. */
export async function readLedger(house: House, caller: SessionCaller, view: View) {
  const { type, requestId, before, openSeq } = view;
  const found = await read(house.db, caller, "ledger:read", async (tx) => {
    const entries = await listEntries(tx, { type, requestId, before, limit: LIMIT + 1 });
    const open =
      openSeq === undefined ? [] : await listEntries(tx, { before: openSeq + 1, limit: 1 });
    return { head: await getHead(tx), entries, open: open.find((entry) => entry.seq === openSeq) };
  });
  const shown = [...found.entries, ...(found.open ? [found.open] : [])];
  const names = await nameRecords(house, caller, shown.flatMap(references));
  return {
    head: found.head,
    entries: found.entries.slice(0, LIMIT),
    more: found.entries.length > LIMIT,
    open: found.open ?? null,
    names: Object.fromEntries(names),
  };
}

function references({ actor, target }: LedgerEntryView): string[] {
  return [actor, target];
}
