import type { Database, Tx } from "@/lib/db";
import { isId, now, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import type { Caller } from "../caller";
import { covers, reachOf } from "../reach";
import { change } from "../transact";

type Locked = { readonly id: string; readonly archived: boolean };

/**
 * Puts a workspace away: it takes nothing new, and what was decided in it stays readable. Only an empty
 * one, so that no agent is cut off by the way; and never the last that takes anything.
 *
 * @throws Problem `conflict`, saying what stands against it; `not_found`.
 */
export async function archiveWorkspace(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
): Promise<{ readonly receipt: Receipt }> {
  return await put(db, caller, id, "workspace.archived", async (tx, open) => {
    // By its own right to see it: the workspace may not be the one that is looked at now.
    const servers = await tx.server.count({ where: { workspaceId: id, removedAt: null } });
    if (!caller.workspaceIds.includes(id)) {
      throw conflict("Look at this workspace, or at all of them, to put it away.");
    }
    if (servers > 0) {
      throw conflict(
        `${servers === 1 ? "A server is" : `${servers} servers are`} registered in it. Remove what it holds first.`,
      );
    }
    if (open.every((one) => one.id === id)) {
      throw conflict("It is the only workspace that takes anything new.");
    }
    return now();
  });
}

/** Takes a workspace back: it takes servers again. */
export async function reopenWorkspace(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
): Promise<{ readonly receipt: Receipt }> {
  return await put(db, caller, id, "workspace.reopened", async () => null);
}

async function put(
  db: Database,
  caller: Caller,
  id: string,
  type: "workspace.archived" | "workspace.reopened",
  judge: (tx: Tx, open: readonly Locked[]) => Promise<Date | null>,
): Promise<{ readonly receipt: Receipt }> {
  const { tenantId } = caller;
  const archiving = type === "workspace.archived";
  const { receipt } = await change(db, caller, "workspaces:write", async (tx) => {
    // All of them, in order: two that are put away at once must not be the last two.
    const rows = await tx.$queryRaw<Locked[]>`
      select id::text, archived_at is not null as archived from portcullis.workspaces
      where tenant_id = (select portcullis.tenant_id()) order by id for update`;
    const found = isId(id) ? rows.find((row) => row.id === id) : undefined;
    const seen = covers(await reachOf(tx, caller), { every: false, workspaces: [id] });
    if (found === undefined || !seen) throw new Problem("not_found");
    if (found.archived === archiving) {
      throw conflict(archiving ? "It was put away before." : "It is open.");
    }
    const archivedAt = await judge(
      tx,
      rows.filter((row) => !row.archived),
    );
    await tx.workspace.updateMany({ where: { tenantId, id }, data: { archivedAt } });
    return {
      result: undefined,
      entry: {
        type,
        action: archiving ? "workspace.archive" : "workspace.reopen",
        target: `workspace:${id}`,
        outcome: "done",
        refs: { workspace: id },
      },
    };
  });
  return { receipt };
}

const conflict = (detail: string) => new Problem("conflict", { detail });
