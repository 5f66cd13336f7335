import type { Database } from "@/lib/db";
import { isId, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import type { Caller } from "./caller";
import { covers, reachOf } from "./reach";
import type { RenameInput } from "./settings.schema";
import { change } from "./transact";

/**
 * Gives the caller's organisation another name. Its address and id stay. The ledger says that it
 * was renamed and by whom, not how: a name is free text.
 */
export async function renameTenant(
  { db }: { readonly db: Database },
  caller: Caller,
  { name }: RenameInput,
): Promise<{ readonly receipt: Receipt }> {
  const { tenantId } = caller;
  const { receipt } = await change(db, caller, "workspaces:write", async (tx) => {
    await tx.tenant.updateMany({ where: { tenantId }, data: { name } });
    return {
      result: undefined,
      entry: {
        type: "tenant.renamed",
        action: "tenant.rename",
        target: `tenant:${tenantId}`,
        outcome: "done",
      },
    };
  });
  return { receipt };
}

/** Gives a workspace another name. `not_found` for another organisation's, and for one that the caller
 * does not see, as for none. */
export async function renameWorkspace(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
  { name }: RenameInput,
): Promise<{ readonly receipt: Receipt }> {
  const { receipt } = await change(db, caller, "workspaces:write", async (tx) => {
    const seen = isId(id) && covers(await reachOf(tx, caller), { every: false, workspaces: [id] });
    const { count } = seen
      ? await tx.workspace.updateMany({ where: { tenantId: caller.tenantId, id }, data: { name } })
      : { count: 0 };
    if (count === 0) throw new Problem("not_found");
    return {
      result: undefined,
      entry: {
        type: "workspace.renamed",
        action: "workspace.rename",
        target: `workspace:${id}`,
        outcome: "done",
        refs: { workspace: id },
      },
    };
  });
  return { receipt };
}
