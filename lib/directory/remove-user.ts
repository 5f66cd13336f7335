import type { Database } from "@/lib/db";
import type { DirectoryCaller } from "./directory-caller";
import type { Came } from "./note-event";
import { readPerson } from "./read-person";
import { refuseStaying, settle } from "./settle";
import { workOf } from "./settle-users";
import { documentOf } from "./user-resource";
import { writeResource } from "./write-resource";
import { findUser, userEntry } from "./write-user";

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
  await writeResource(db, caller, came, async (tx, directory) => {
    const row = await findUser(tx, caller, id);
    const details = readPerson(documentOf(row), directory);
    const settled = await settle(await workOf(tx, caller, directory), [
      { ...row, active: false, details },
    ]);
    refuseStaying(settled.fates.get(id));
    await tx.directoryGroupMember.deleteMany({ where: { userId: id } });
    await tx.directoryUser.deleteMany({ where: { id } });
    return {
      result: undefined,
      happened: { status: 204, what: "user-removed", subject: details.userName },
      entry: userEntry("directory.user-removed", "directory.remove-user", id, settled),
      also: settled.entries,
    };
  });
}
