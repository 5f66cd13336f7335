import type { Tx } from "@/lib/db";
import type { ChangeEntry } from "../transact";

export type LiveGrant = {
  readonly id: string;
  readonly serverId: string;
  readonly workspaceId: string;
  readonly createdBy: string;
};

/** The grants that work and that these made, as the ledger names them: in every workspace of the organisation. */
export async function liveGrantsOf(tx: Tx, actors: readonly string[]): Promise<LiveGrant[]> {
  return await tx.$queryRaw<LiveGrant[]>`
    select id::text, server_id::text as "serverId", workspace_id::text as "workspaceId", created_by as "createdBy"
    from portcullis.live_grants_of(${[...actors]}::text[])`;
}

/** Revokes these grants, whichever workspaces they are in, and gives an entry for each that was not yet. */
export async function revokeThese(
  tx: Tx,
  ids: readonly string[],
  reason: string,
): Promise<ChangeEntry[]> {
  if (ids.length === 0) return [];
  const rows = await tx.$queryRaw<{ id: string; server: string }[]>`
    select id::text, server_id::text as server from portcullis.revoke_grants(${[...ids]}::uuid[])`;
  return rows.map(({ id, server }) => ({
    ...{ type: "grant.revoked", action: "grant.revoke", target: `grant:${id}`, outcome: "done" },
    ...{ reason, refs: { server, grant: id } },
  }));
}
