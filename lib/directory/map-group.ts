import {
  type Caller,
  change,
  EVERY_WORKSPACE,
  reachFrom,
  requireReach,
  requireStepUp,
} from "@/lib/access";
import type { Database, Tx } from "@/lib/db";
import { isId, Problem, type Shown } from "@/lib/kernel";
import type { appliedSchema, GroupMappingInput } from "./directory.schema";
import { type DirectoryRecord, lockDirectory } from "./directory-caller";
import { type Sees, seesColumn, seesFrom } from "./judge-reach";
import { refuseTaking, requireMappable } from "./require-mappable";
import { settle } from "./settle";
import { peopleOf } from "./settle-users";
import { peopleIn } from "./store-group";

/**
 * Says which role the people of a group have, and which workspaces they see. It holds for each from
 * their next request on. Nobody gives a role that may do what they may not, nor takes one away, and
 * only who sees every workspace says who sees which.
 *
 * @throws Problem `not_found`, `forbidden`, `step_up_required`; `unprocessable` for a role or workspace
 * that is not there.
 */
export async function mapGroup(
  { db }: { readonly db: Database },
  caller: Caller,
  directoryId: string,
  groupId: string,
  { role, workspaces }: GroupMappingInput,
): Promise<Shown<typeof appliedSchema>> {
  const sees = saidBy(workspaces);
  const { result, receipt } = await change(db, caller, "directory:write", async (tx) => {
    if (!isId(directoryId)) throw new Problem("not_found");
    await requireStepUp(tx, caller, "roles.change");
    const directory = await lockDirectory(tx, directoryId);
    const group = await groupOf(tx, directoryId, groupId);
    await requireReach(tx, caller, EVERY_WORKSPACE);
    await refuseTaking(tx, caller, group.role);
    await requireMappable(tx, caller, role, "/role");
    await requireReach(tx, caller, reachFrom(sees ?? []));
    const { tenantId, requestId, permissions: authority } = caller;
    await tx.directoryGroup.update({
      where: { tenantId_id: { tenantId, id: groupId } },
      data: { role, sees: seesColumn(sees) },
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
        keys: sees === null ? ["unsaid"] : seesColumn(sees),
        refs: { directory: directoryId, "directory-group": groupId },
      },
      also: entries,
    };
  });
  return { receipt, changed: result };
}

/** An empty list says as little as none: which workspaces a group's people see, others say then. */
export function saidBy(workspaces: GroupMappingInput["workspaces"]): Sees {
  return workspaces == null ? null : seesFrom(seesColumn(workspaces));
}

/** A directory as it was set up. `not_found` for another tenant's as for none. */
export async function findDirectory(tx: Tx, id: string): Promise<DirectoryRecord> {
  const row = isId(id) ? await tx.directory.findFirst({ where: { id, removedAt: null } }) : null;
  if (row === null) throw new Problem("not_found");
  const { connection, defaultRole } = row;
  const subjectFrom = row.subjectFrom === "userName" ? "userName" : "externalId";
  return { id, connection, subjectFrom, defaultRole };
}

/** A group of a directory. `not_found` for another directory's as for none. */
export async function groupOf(tx: Tx, directoryId: string, id: string) {
  const row = isId(id) ? await tx.directoryGroup.findFirst({ where: { id, directoryId } }) : null;
  if (row === null) throw new Problem("not_found");
  return row;
}
