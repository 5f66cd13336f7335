import { type Caller, mayDo, read } from "@/lib/access";
import type { Database } from "@/lib/db";
import { isId, now, Problem } from "@/lib/kernel";
import { type LedgerEntryView, listHistory } from "@/lib/ledger";
import { type ApiKeyView, viewApiKeys } from "./view-api-keys";

/** So many keys of one line, and so many of its newest entries, are looked at. */
const LINE = 20;
const ENTRIES = 20;

/** One API key. `not_found` for another tenant's as for none. */
export async function getApiKey(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
): Promise<ApiKeyView> {
  return await read(db, caller, "api-keys:read", async (tx) => {
    const row = isId(id) ? await tx.apiKey.findFirst({ where: { id } }) : null;
    const [view] = row === null ? [] : await viewApiKeys(tx, [row], now());
    if (view === undefined) throw new Problem("not_found");
    return view;
  });
}

/**
 * What the ledger holds of a key and of those it was rotated from and into, newest first. Null where
 * the caller may not read the ledger.
 */
export async function apiKeyHistory(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
): Promise<LedgerEntryView[] | null> {
  return await read(db, caller, "api-keys:read", async (tx) => {
    const row = isId(id) ? await tx.apiKey.findFirst({ where: { id } }) : null;
    if (row === null) throw new Problem("not_found");
    if (!mayDo(caller, "ledger:read")) return null;
    const first = row.lineage ?? row.id;
    const line = await tx.apiKey.findMany({
      where: { OR: [{ id: first }, { lineage: first }] },
      orderBy: { id: "desc" },
      take: LINE,
      select: { id: true },
    });
    const ids = new Set([id, ...line.map((key) => key.id)]);
    return await listHistory(
      tx,
      [...ids].map((one) => `api-key:${one}`),
      ENTRIES,
    );
  });
}
