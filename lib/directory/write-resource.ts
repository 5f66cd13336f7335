import { type ChangeEntry, change } from "@/lib/access";
import type { Database, Tx } from "@/lib/db";
import { type DirectoryCaller, type DirectoryRecord, lockOwnDirectory } from "./directory-caller";
import { type Came, type Happened, noteEvent } from "./note-event";

/** What a directory's request did: what it is answered with, what is traced, and what the ledger says. */
export type Written<T> = {
  readonly result: T;
  readonly happened: Happened;
  readonly entry: Omit<ChangeEntry, "outcome">;
  readonly also: readonly ChangeEntry[];
};

/**
 * One write of a directory: with its record held from the first, so that what comes from one directory
 * is done one after the other, and with what came noted last. All of it commits, or none.
 *
 * @throws Problem `unauthenticated` where the token was revoked meanwhile, and what `work` throws.
 */
export async function writeResource<T>(
  db: Database,
  caller: DirectoryCaller,
  came: Came,
  work: (tx: Tx, directory: DirectoryRecord) => Promise<Written<T>>,
): Promise<T> {
  const { result } = await change(db, caller, "members:write", async (tx) => {
    const directory = await lockOwnDirectory(tx, caller);
    const { happened, entry, ...done } = await work(tx, directory);
    await noteEvent(tx, caller, came, happened);
    const refs = { directory: directory.id, ...entry.refs };
    return { ...done, entry: { ...entry, outcome: "done", refs } };
  });
  return result;
}
