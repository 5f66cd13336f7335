import { standingIn, type Tx } from "@/lib/db";
import type { Caller } from "./caller";

/** Which workspaces somebody sees: all there are and will be, or some. */
export type Reach = { readonly every: boolean; readonly workspaces: readonly string[] };

export const EVERY_WORKSPACE: Reach = { every: true, workspaces: [] };
const NOWHERE: Reach = { every: false, workspaces: [] };

/**
 * Which workspaces a caller may give to others: all of their own, whichever of them they are looking
 * at now.
 */
export async function reachOf(tx: Tx, caller: Caller): Promise<Reach> {
  if (caller.kind === "system") return EVERY_WORKSPACE;
  const id = caller.actor.slice(caller.actor.indexOf(":") + 1);
  if (caller.kind === "member") return await memberReach(tx, id);
  return await keyReach(tx, id);
}

/** Which workspaces an API key sees. */
export async function keyReach(tx: Tx, keyId: string): Promise<Reach> {
  const key = await tx.apiKey.findFirst({
    where: { id: keyId },
    select: { everyWorkspace: true },
  });
  if (key === null) return NOWHERE;
  if (key.everyWorkspace) return EVERY_WORKSPACE;
  const rows = await tx.apiKeyWorkspace.findMany({ where: { keyId }, select: { workspace: true } });
  return { every: false, workspaces: rows.map(({ workspace }) => workspace) };
}

/** Which workspaces a member sees. */
export async function memberReach(tx: Tx, memberId: string): Promise<Reach> {
  const row = await standingIn(tx, memberId);
  if (row === null) return NOWHERE;
  return row.every_workspace ? EVERY_WORKSPACE : { every: false, workspaces: row.workspace_ids };
}

/** Whether the one sees everything that the other does. Nobody gives a workspace they do not see. */
export function covers(one: Reach, other: Reach): boolean {
  if (one.every) return true;
  return !other.every && other.workspaces.every((id) => one.workspaces.includes(id));
}
