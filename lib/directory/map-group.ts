import {
  type Caller,
  change,
  EVERY_WORKSPACE,
  read,
  requireReach,
  requireStepUp,
} from "@/lib/access";
import type { Database, Tx } from "@/lib/db";
import { isId, Problem, type Shown } from "@/lib/kernel";
import { refuseUnheld } from "./connect-directory";
import type { appliedSchema, GroupMappingInput, mappingPreviewSchema } from "./directory.schema";
import { type DirectoryRecord, lockDirectory } from "./directory-caller";
import { judgePeople } from "./judge-people";
import { settle } from "./settle";
import { peopleOf } from "./settle-users";
import { peopleIn } from "./write-group";

const MOST_SHOWN = 500;

/**
 * Says which role the people of a group have. It holds for each from their next request on. Nobody
 * gives a role that may do what they may not, nor takes one away.
 *
 * @throws Problem `not_found`, `forbidden`.
 */
export async function mapGroup(
  { db }: { readonly db: Database },
  caller: Caller,
  directoryId: string,
  groupId: string,
  { role }: GroupMappingInput,
): Promise<Shown<typeof appliedSchema>> {
  const { result, receipt } = await change(db, caller, "directory:write", async (tx) => {
    if (!isId(directoryId)) throw new Problem("not_found");
    await requireStepUp(tx, caller, "roles.change");
    const directory = await lockDirectory(tx, directoryId);
    const group = await groupOf(tx, directoryId, groupId);
    await requireReach(tx, caller, EVERY_WORKSPACE);
    refuseUnheld(caller, group.role);
    refuseUnheld(caller, role);
    const { tenantId, requestId, permissions: authority } = caller;
    await tx.directoryGroup.update({
      where: { tenantId_id: { tenantId, id: groupId } },
      data: { role },
    });
    const people = await peopleOf(tx, directory, await peopleIn(tx, groupId));
    const { entries, fates } = await settle(
      { tx, tenantId, requestId, directory, authority },
      people,
    );
    return {
      result: [...fates.values()].filter(({ kind }) => kind !== "none" && kind !== "stays").length,
      entry: {
        type: "directory.group-mapped",
        action: "directory.map-group",
        target: `directory-group:${groupId}`,
        outcome: "done",
        reason: `role:${group.role ?? "none"}->${role ?? "none"}`,
        refs: { directory: directoryId, "directory-group": groupId },
      },
      also: entries,
    };
  });
  return { receipt, changed: result };
}

/** What `mapGroup` would do, by the same judgement, without doing it. */
export async function previewMapping(
  { db }: { readonly db: Database },
  caller: Caller,
  directoryId: string,
  groupId: string,
  { role }: GroupMappingInput,
): Promise<Shown<typeof mappingPreviewSchema>> {
  return await read(db, caller, "directory:read", async (tx) => {
    const directory = await findDirectory(tx, directoryId);
    await groupOf(tx, directoryId, groupId);
    const people = await peopleOf(tx, directory, await peopleIn(tx, groupId));
    const { tenantId, requestId, permissions: authority } = caller;
    const judged = await judgePeople({ tx, tenantId, requestId, directory, authority }, people, {
      lock: false,
      suppose: { groupId, role },
    });
    const all = judged.flatMap(({ person, member, wanted, fate }) => {
      if (fate.kind === "none") return [];
      const roleNow = member?.status === "active" ? member.role : null;
      return {
        userName: person.details.userName,
        name: member?.name ?? person.details.name,
        does: fate.kind,
        roleNow,
        roleThen: fate.kind === "end" ? null : fate.kind === "stays" ? roleNow : wanted,
        why: fate.kind === "stays" ? fate.why : null,
      };
    });
    return { people: people.length, changes: all.slice(0, MOST_SHOWN), total: all.length };
  });
}

/** A directory as it was set up. `not_found` for another tenant's as for none. */
export async function findDirectory(tx: Tx, id: string): Promise<DirectoryRecord> {
  const row = isId(id) ? await tx.directory.findFirst({ where: { id, removedAt: null } }) : null;
  if (row === null) throw new Problem("not_found");
  const { connection, defaultRole } = row;
  const subjectFrom = row.subjectFrom === "userName" ? "userName" : "externalId";
  return { id, connection, subjectFrom, defaultRole };
}

async function groupOf(tx: Tx, directoryId: string, id: string) {
  const row = isId(id) ? await tx.directoryGroup.findFirst({ where: { id, directoryId } }) : null;
  if (row === null) throw new Problem("not_found");
  return row;
}
