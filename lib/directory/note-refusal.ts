import { type Database, withTenant } from "@/lib/db";
import { log, type Problem } from "@/lib/kernel";
import type { DirectoryCaller } from "./directory-caller";
import { type Came, noteEvent } from "./note-event";

/**
 * Notes a request that was refused, in a transaction of its own, since the one it wanted was rolled
 * back. What cannot be noted is logged: the refusal stands either way.
 */
export async function noteRefusal(
  { db }: { readonly db: Database },
  caller: DirectoryCaller,
  came: Came,
  problem: Problem,
): Promise<void> {
  try {
    await withTenant(db, caller, (tx) =>
      noteEvent(tx, caller, came, {
        status: problem.status,
        what: "refused",
        detail: problem.detail,
      }),
    );
  } catch (error) {
    log.warn("a refused request of a directory could not be noted", { error });
  }
}
