import { type Database, type Tx, withTenant } from "@/lib/db";
import { appendEntries, type EntryDraft, type Receipt } from "@/lib/ledger";
import { type Caller, requirePermission } from "./caller";
import { heedCaller } from "./heed-caller";
import type { Permission } from "./permissions";

/** What a change says of itself; who, from where and under which request are the caller's. */
export type ChangeEntry = Omit<EntryDraft, "actor" | "requestId" | "source">;

export type Changed<T> = { readonly result: T; readonly receipt: Receipt };

type Work<T> = (tx: Tx) => Promise<{
  readonly result: T;
  readonly entry: ChangeEntry;
  /** What else the same change did, an entry each, after its own. */
  readonly also?: readonly ChangeEntry[];
}>;

/**
 * One change: the permission is checked, `work` changes the state, and the ledger entry it returns is
 * appended last. What is asked after it is only whether the caller still is who they were when they
 * were let in: a role that was changed in between is heeded. All of it commits, or none.
 */
export async function change<T>(
  db: Database,
  caller: Caller,
  permission: Permission,
  work: Work<T>,
): Promise<Changed<T>> {
  requirePermission(caller, permission);
  return await changeOwn(db, caller, work);
}

/**
 * The same without a permission, for what everybody may do with what is theirs alone. `work` must
 * have made sure, by the caller's own id, that it is.
 */
export async function changeOwn<T>(
  db: Database,
  caller: Caller,
  work: Work<T>,
): Promise<Changed<T>> {
  const { result, receipt } = await attemptOwn(db, caller, work);
  if (receipt === null) throw new Error("the ledger gave no receipt");
  return { result, receipt };
}

/**
 * The same for an attempt that may come to nothing, often: one that only counts what was tried says so
 * in the ledger as seldom as `work` decides, and has then no receipt.
 */
export async function attemptOwn<T>(
  db: Database,
  caller: Caller,
  work: (tx: Tx) => Promise<{
    readonly result: T;
    readonly entry: ChangeEntry | null;
    readonly also?: readonly ChangeEntry[];
  }>,
): Promise<{ readonly result: T; readonly receipt: Receipt | null }> {
  return await withTenant(db, caller, async (tx) => {
    const { result, entry, also = [] } = await work(tx);
    if (entry === null) return { result, receipt: null };
    const { actor, requestId, source } = caller;
    const entries = [entry, ...also].map((one) => ({ ...one, actor, requestId, source }));
    const [receipt] = await appendEntries(tx, entries);
    if (receipt === undefined) throw new Error("the ledger gave no receipt");
    await heedCaller(tx, caller);
    return { result, receipt };
  });
}

/** One reading, under the caller's own proof of identity. */
export async function read<T>(
  db: Database,
  caller: Caller,
  permission: Permission,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  requirePermission(caller, permission);
  return await withTenant(db, caller, work);
}
