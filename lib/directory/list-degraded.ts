import { type Caller, mayDo } from "@/lib/access";
import type { Database } from "@/lib/db";
import type { Config } from "@/lib/kernel";
import { type DirectoryView, listDirectories } from "./list-directories";

const AMISS: readonly DirectoryView["state"][] = ["failing", "silent", "cut-off"];

/**
 * The directories of the caller's organisation whose word does not come through: refused, silent, or
 * without a good token after they were heard. None for who may not see directories.
 */
export async function listDegradedDirectories(
  rooms: { readonly db: Database; readonly config: Config },
  caller: Caller,
): Promise<DirectoryView[]> {
  if (!mayDo(caller, "directory:read")) return [];
  const all = await listDirectories(rooms, caller);
  return all.filter(({ state, lastHeardAt }) => AMISS.includes(state) && lastHeardAt !== null);
}

/** How many there are in the whole installation. */
export async function countDegradedDirectories(db: Database): Promise<number> {
  const { rows } = await db.pool.query<{ degraded: string }>(
    "select portcullis.degraded_directories() as degraded",
  );
  return Number(rows[0]?.degraded ?? 0);
}
