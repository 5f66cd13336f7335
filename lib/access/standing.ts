import { type Database, type Identity, readStanding, type StandingRow } from "@/lib/db";
import type { Caller } from "./caller";
import { isPermission, isRole, type Permission, permissionsOf, type Role } from "./permissions";

/** What a member is now: their role, what it holds, and where. */
export type Standing = {
  /** The built-in role; null where they have one of the organisation's own. */
  readonly role: Role | null;
  readonly customRole: { readonly id: string; readonly name: string } | null;
  readonly permissions: ReadonlySet<Permission>;
  /** Up to which level they approve, 1 to 5; null where they do not. */
  readonly approverLevel: number | null;
  /** Whether they see every workspace, those that come later too. */
  readonly everyWorkspace: boolean;
  readonly workspaceIds: readonly string[];
};

/**
 * How a member stands at this moment, for whoever resolves a credential of theirs. Null where they
 * are no active member, or have a role that this program does not know: the answer is then no.
 */
export async function standingOf(
  db: Database,
  tenant: Pick<Identity, "tenantId" | "requestId">,
  memberId: string,
): Promise<Standing | null> {
  const identity = { ...tenant, workspaceIds: [], subject: `member:${memberId}` };
  const row = await readStanding(db, identity, memberId);
  return row === null ? null : standingFrom(row);
}

/** The same, of a row that was read already. */
export function standingFrom(row: StandingRow): Standing | null {
  if (row.status !== "active") return null;
  const rest = {
    approverLevel: row.approver_level,
    everyWorkspace: row.every_workspace,
    workspaceIds: row.workspace_ids,
  };
  if (row.role_id !== null && row.role_name !== null) {
    return {
      role: null,
      customRole: { id: row.role_id, name: row.role_name },
      // A permission that an older version granted and this one does not know is none.
      permissions: new Set((row.permissions ?? []).filter(isPermission)),
      ...rest,
    };
  }
  if (!isRole(row.role)) return null;
  return { role: row.role, customRole: null, permissions: permissionsOf(row.role), ...rest };
}

/** Whether somebody who came in as this caller still may all that they could then, and where. */
export function stillHolds(
  caller: Pick<Caller, "permissions" | "workspaceIds">,
  now: Pick<Standing, "permissions" | "workspaceIds">,
): boolean {
  const everything = now.permissions.has("admin:all");
  return (
    [...caller.permissions].every((one) => everything || now.permissions.has(one)) &&
    caller.workspaceIds.every((id) => now.workspaceIds.includes(id))
  );
}
