import { type Caller, change, EVERY_WORKSPACE, requireReach, requireStepUp } from "@/lib/access";
import type { Database } from "@/lib/db";
import { isId, Problem, type Shown } from "@/lib/kernel";
import type { appliedSchema, ChangeDirectoryInput } from "./directory.schema";
import { lockDirectory } from "./directory-caller";
import { refuseTaking, requireMappable } from "./require-mappable";
import { settle } from "./settle";
import { peopleOf } from "./settle-users";

/**
 * Gives a directory another name, says after how long it is silent, or gives its people another role where no mapped group gives one. Who
 * has the role that changes has the new one at once; who is to have none goes.
 *
 * @throws Problem `not_found`, `forbidden`.
 */
export async function changeDirectory(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
  { name, defaultRole, silentAfterHours }: ChangeDirectoryInput,
): Promise<Shown<typeof appliedSchema>> {
  const { result, receipt } = await change(db, caller, "directory:write", async (tx) => {
    if (!isId(id)) throw new Problem("not_found");
    await requireStepUp(tx, caller, "roles.change");
    const before = await lockDirectory(tx, id);
    const { tenantId, requestId, permissions: authority } = caller;
    if (before.defaultRole !== defaultRole) {
      await requireReach(tx, caller, EVERY_WORKSPACE);
      await refuseTaking(tx, caller, before.defaultRole);
      await requireMappable(tx, caller, defaultRole, "/defaultRole");
    }
    await tx.directory.update({
      where: { tenantId_id: { tenantId, id } },
      data: { name, defaultRole, silentAfterHours },
    });
    const directory = { ...before, defaultRole };
    const people = before.defaultRole === defaultRole ? [] : await peopleOf(tx, directory, null);
    const { entries, fates } = await settle(
      { tx, tenantId, requestId, directory, authority },
      people,
    );
    return {
      result: [...fates.values()].filter(({ kind }) => kind !== "none" && kind !== "stays").length,
      entry: {
        type: "directory.changed",
        action: "directory.change",
        target: `directory:${id}`,
        outcome: "done",
        reason: `default:${before.defaultRole ?? "none"}->${defaultRole ?? "none"}`,
        refs: { directory: id },
      },
      also: entries,
    };
  });
  return { receipt, changed: result };
}
