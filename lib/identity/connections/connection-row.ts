import type { Tx } from "@/lib/db";
import type { ConnectionState, RoleRule } from "./connection.schema";
import { storedRole, storedRules } from "./judge-claims";

/** A connection as a sign-in needs it. */
export type ConnectionRow = {
  readonly tenantId: string;
  readonly id: string;
  readonly brokerId: string;
  readonly name: string;
  readonly state: ConnectionState;
  readonly idpInitiated: boolean;
  /** A built-in role, or the id of one of the organisation's own. */
  readonly defaultRole: string | null;
  readonly roleRules: readonly RoleRule[];
  readonly linkByAddress: boolean;
};

/** The connections of the transaction's organisation, the oldest first. */
export async function connectionRows(tx: Tx, tenantId: string): Promise<ConnectionRow[]> {
  const rows = await tx.connection.findMany({ where: { tenantId }, orderBy: { id: "asc" } });
  return rows.map((row) => ({
    tenantId,
    id: row.id,
    brokerId: row.brokerId,
    name: row.name,
    state: row.state as ConnectionState,
    idpInitiated: row.idpInitiated,
    defaultRole: storedRole(row.defaultRole),
    roleRules: storedRules(row.roleRules),
    linkByAddress: row.linkByAddress,
  }));
}

/** Those of them through which members come in now: where one is enforced, only enforced ones. */
export function waysIn(rows: readonly ConnectionRow[]): readonly ConnectionRow[] {
  const enforced = rows.filter(({ state }) => state === "enforced");
  return enforced.length > 0 ? enforced : rows.filter(({ state }) => state === "active");
}
