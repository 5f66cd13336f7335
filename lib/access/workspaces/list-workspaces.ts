import type { Database, Tx } from "@/lib/db";
import type { Shown } from "@/lib/kernel";
import type { Caller } from "../caller";
import { reachOf } from "../reach";
import { read } from "../transact";
import type { workspaceViewSchema } from "./workspace.schema";

export type WorkspaceView = Shown<typeof workspaceViewSchema>;

/** The workspaces that the caller may look at, whichever of them they are looking at now; the oldest first. */
export async function listWorkspaces(
  { db }: { readonly db: Database },
  caller: Caller,
): Promise<{ readonly data: WorkspaceView[] }> {
  return await read(db, caller, "workspaces:read", async (tx) => ({
    data: await workspacesOf(tx, caller),
  }));
}

/** The same within a transaction. */
export async function workspacesOf(tx: Tx, caller: Caller): Promise<WorkspaceView[]> {
  const reach = await reachOf(tx, caller);
  const rows = await tx.workspace.findMany({
    where: {
      tenantId: caller.tenantId,
      ...(reach.every ? {} : { id: { in: [...reach.workspaces] } }),
    },
    orderBy: { id: "asc" },
    select: { id: true, slug: true, name: true, createdAt: true, archivedAt: true },
  });
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
  }));
}
