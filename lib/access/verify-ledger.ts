import type { Database } from "@/lib/db";
import type { Shown } from "@/lib/kernel";
import { type Head, type VerifyWatch, verifyOwn } from "@/lib/ledger";
import { type Caller, requirePermission } from "./caller";
import type { verifyResultSchema } from "./verify-ledger.schema";

export type VerifyResult = Shown<typeof verifyResultSchema>;

/**
 * Verifies the caller's own ledger as it stands now, entry by entry. Entries that are written while
 * it runs are left for the next pass. A saved head makes a truncation show. `watch` hears how far it
 * is, and ends it by throwing.
 */
export async function verifyLedger(
  db: Database,
  caller: Caller,
  input: { readonly saved?: Head | null; readonly watch?: VerifyWatch } = {},
): Promise<VerifyResult> {
  requirePermission(caller, "ledger:read");
  const started = performance.now();
  const verification = await verifyOwn(db, caller, input.saved ?? null, input.watch);
  return { ...verification, milliseconds: Math.round(performance.now() - started) };
}
