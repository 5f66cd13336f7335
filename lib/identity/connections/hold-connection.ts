import type { Tx } from "@/lib/db";
import { type ConnectionRow, connectionRows } from "./connection-row";
import { connectionRefusal } from "./judge-state";

/** A connection as it is now, and why nobody comes in through it; null where somebody may. */
export type HeldConnection = {
  readonly row: ConnectionRow;
  readonly refusal: ReturnType<typeof connectionRefusal>;
};

/**
 * Looks at a connection and keeps it as it is until the transaction ends, so that whoever turns it off or
 * takes it away at the same moment either comes first, and nobody is let in, or finds whom it let in.
 * Null where the organisation has none of it.
 */
export async function holdConnection(
  tx: Tx,
  tenantId: string,
  by: { readonly id: string } | { readonly brokerId: string },
): Promise<HeldConnection | null> {
  const [id, brokerId] = "id" in by ? [by.id, null] : [null, by.brokerId];
  await tx.$queryRaw`
    select id from portcullis.connections
    where tenant_id = (select portcullis.tenant_id()) and (id = ${id}::uuid or broker_id = ${brokerId})
    for share`;
  // Read only now: what another transaction had under way while this one waited for it is seen.
  const rows = await connectionRows(tx, tenantId);
  const row = rows.find((one) => one.id === id || one.brokerId === brokerId);
  if (row === undefined) return null;
  const anyEnforced = rows.some((one) => one.state === "enforced");
  return { row, refusal: connectionRefusal({ state: row.state, anyEnforced }) };
}
