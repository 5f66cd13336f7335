import { type Caller, read } from "@/lib/access";
import type { Database } from "@/lib/db";
import type { Shown } from "@/lib/kernel";
import type { GroupMappingInput, mappingPreviewSchema } from "./directory.schema";
import { judgePeople } from "./judge-people";
import { findDirectory, groupOf, saidBy } from "./map-group";
import { previewOf } from "./preview-of";
import { peopleOf } from "./settle-users";
import { peopleIn } from "./store-group";

/** What `mapGroup` would do, by the same judgement, without doing it. */
export async function previewMapping(
  { db }: { readonly db: Database },
  caller: Caller,
  directoryId: string,
  groupId: string,
  { role, workspaces }: GroupMappingInput,
): Promise<Shown<typeof mappingPreviewSchema>> {
  const sees = saidBy(workspaces);
  return await read(db, caller, "directory:read", async (tx) => {
    const directory = await findDirectory(tx, directoryId);
    await groupOf(tx, directoryId, groupId);
    const people = await peopleOf(tx, directory, await peopleIn(tx, groupId));
    const { tenantId, requestId, permissions: authority } = caller;
    const judged = await judgePeople({ tx, tenantId, requestId, directory, authority }, people, {
      lock: false,
      suppose: { groupId, role, sees },
    });
    return previewOf(judged);
  });
}
