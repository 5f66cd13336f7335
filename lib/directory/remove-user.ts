import { change } from "@/lib/access";
import type { Database } from "@/lib/db";
import { type DirectoryCaller, lockOwnDirectory } from "./directory-caller";
import { type Came, noteEvent } from "./note-event";
import { readPerson } from "./read-person";
import { refuseStaying, settle } from "./settle";
import { workOf } from "./settle-users";
import { documentOf } from "./user-resource";
import { findUser } from "./write-user";

/**
 * Forgets a person. Their membership ends as if they had been made inactive, and the record of the
 * member stays, as it does for everybody who leaves.
 *
 * @throws Problem `not_found`, `last_owner`.
 */
export async function removeUser(
  { db }: { readonly db: Database },
  caller: DirectoryCaller,
  { came }: { readonly came: Came },
  id: string,
): Promise<void> {
  await change(db, caller, "members:write", async (tx) => {
    const directory = await lockOwnDirectory(tx, caller);
    const row = await findUser(tx, caller, id);
    const details = readPerson(documentOf(row), directory);
    const settled = await settle(workOf(tx, caller, directory), [
      { ...row, active: false, details },
    ]);
    refuseStaying(settled.fates.get(id));
    await tx.directoryGroupMember.deleteMany({ where: { userId: id } });
    await tx.directoryUser.deleteMany({ where: { id } });
    const subject = details.userName;
    await noteEvent(tx, caller, came, { status: 204, what: "user-removed", subject });
    const member = settled.members.get(id);
    return {
      result: undefined,
      entry: {
        type: "directory.user-removed",
        action: "directory.remove-user",
        target: `directory-user:${id}`,
        outcome: "done",
        refs: {
          directory: directory.id,
          "directory-user": id,
          ...(member === undefined ? {} : { member }),
        },
      },
      also: settled.entries,
    };
  });
}
