import { randomBytes } from "node:crypto";
import type { Database } from "@/lib/db";
import { newId, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import type { Caller } from "../caller";
import { reachOf } from "../reach";
import { change } from "../transact";
import type { NewWorkspaceInput } from "./workspace.schema";

const SALT_BYTES = 32;

/**
 * Another workspace, with a salt of its own, so that its data keys are no other's. Whoever sees every
 * workspace sees it; nobody else does until they are placed in it.
 *
 * @throws Problem `conflict` if the address is taken; `forbidden` for who does not see every workspace.
 */
export async function createWorkspace(
  { db }: { readonly db: Database },
  caller: Caller,
  { name, slug }: NewWorkspaceInput,
): Promise<{ readonly id: string; readonly receipt: Receipt }> {
  const id = newId();
  const { tenantId } = caller;
  const { receipt } = await change(db, caller, "workspaces:write", async (tx) => {
    if (!(await reachOf(tx, caller)).every) {
      throw new Problem("forbidden", {
        detail: "Only who sees every workspace can make another one.",
      });
    }
    if ((await tx.workspace.count({ where: { tenantId, slug } })) > 0) {
      const message = "A workspace has this address already.";
      const fields = [{ path: "/slug", message }];
      throw new Problem("conflict", { detail: message, extensions: { fields } });
    }
    await tx.workspace.create({
      data: { tenantId, id, slug, name, salt: randomBytes(SALT_BYTES) },
    });
    return {
      result: undefined,
      entry: {
        type: "workspace.created",
        action: "workspace.create",
        target: `workspace:${id}`,
        outcome: "done",
        refs: { workspace: id },
      },
    };
  });
  return { id, receipt };
}
