import { type Caller, change, requireStepUp } from "@/lib/access";
import type { Database } from "@/lib/db";
import { isId, now, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { lockDirectory } from "./directory-caller";

/**
 * Takes a directory away: its tokens end at once, and what it said of people and groups is deleted.
 * The people stay members, with the roles they have, and are changed by hand from now on.
 *
 * @throws Problem `not_found`.
 */
export async function disconnectDirectory(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
): Promise<{ readonly receipt: Receipt }> {
  const { receipt } = await change(db, caller, "directory:write", async (tx) => {
    if (!isId(id)) throw new Problem("not_found");
    await requireStepUp(tx, caller, "members.change");
    await lockDirectory(tx, id);
    const of = { where: { directoryId: id } };
    await tx.directoryGroupMember.deleteMany(of);
    await tx.directoryGroup.deleteMany(of);
    await tx.directoryUser.deleteMany(of);
    await tx.directoryToken.updateMany({
      where: { directoryId: id, revokedAt: null },
      data: { revokedAt: now() },
    });
    await tx.directory.updateMany({ where: { id }, data: { removedAt: now() } });
    return {
      result: undefined,
      entry: {
        type: "directory.disconnected",
        action: "directory.disconnect",
        target: `directory:${id}`,
        outcome: "done",
        refs: { directory: id },
      },
    };
  });
  return { receipt };
}
