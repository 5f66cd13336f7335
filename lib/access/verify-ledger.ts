import { type Database, withTenant } from "@/lib/db";
import { getHead, type Head, readOwnEntries, type Verification, verifyEntries } from "@/lib/ledger";
import { type Caller, requirePermission } from "./caller";

export type VerifyResult = Verification & { readonly milliseconds: number };

/**
 * Verifies the caller's own ledger as it stands now, entry by entry. Entries that are written while
 * it runs are left for the next pass. A saved head makes a truncation show.
 */
export async function verifyLedger(
  db: Database,
  caller: Caller,
  input: { readonly saved?: Head | null } = {},
): Promise<VerifyResult> {
  requirePermission(caller, "ledger:read");
  const started = performance.now();
  const head = await withTenant(db, caller, getHead);
  const entries = readOwnEntries(db, caller, head?.seq ?? Number.MAX_SAFE_INTEGER);
  const verification = await verifyEntries(caller.tenantId, entries, head, input.saved ?? null);
  return { ...verification, milliseconds: Math.round(performance.now() - started) };
}
