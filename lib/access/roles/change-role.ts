import type { Database, Tx } from "@/lib/db";
import { isId, now, Problem, type Shown } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import type { Caller } from "../caller";
import { lessenMade } from "../made";
import { isPermission, type Permission } from "../permissions";
import { requireStepUp } from "../step-up";
import { change } from "../transact";
import { refuseTaken } from "./create-role";
import { missingFrom, requireHeld } from "./judge-role";
import type { changedRoleSchema, RoleChangeInput } from "./role.schema";

/**
 * Changes one of the organisation's own roles, for everybody who has it, from their next request on.
 * Keys and grants that they made are held against it at once.
 *
 * @throws Problem `conflict` if it is not at that version any more or the name is taken; `forbidden`
 * if it may do what the caller may not; `unprocessable` at each added permission they do not hold.
 */
export async function changeRole(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
  { name, description, permissions, version, keys }: RoleChangeInput,
): Promise<Shown<typeof changedRoleSchema>> {
  const { result: made, receipt } = await change(db, caller, "roles:write", async (tx) => {
    await requireStepUp(tx, caller, "roles.change");
    await lockHolders(tx, id);
    const before = await lockRole(tx, id);
    // Whoever was given it while it was waited for as well.
    const holders = await lockHolders(tx, id);
    if (before.version !== version) {
      throw new Problem("conflict", {
        detail: "Somebody changed this role since you read it. Read it again, and decide anew.",
      });
    }
    refuseAbove(caller, before.permissions);
    requireHeld(caller, permissions);
    await refuseTaken(tx, name, id);
    await tx.role.updateMany({
      where: { tenantId: caller.tenantId, id },
      data: { name, description, permissions, version: version + 1, changedAt: now() },
    });
    const less = before.permissions.some((one) => !permissions.includes(one as Permission));
    const { made, entries } = await lessenMade(tx, caller, less ? holders : [], keys);
    return {
      result: made,
      entry: {
        type: "role.changed",
        action: "role.change",
        target: `role:${id}`,
        outcome: "done",
        keys: difference(before.permissions, permissions),
        refs: { role: id },
      },
      also: entries,
    };
  });
  return { version: version + 1, receipt, made };
}

/**
 * Takes one of the organisation's own roles away.
 *
 * @throws Problem `conflict` while a member has it or something gives it; `forbidden` if it may do what the caller may not.
 */
export async function removeRole(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
): Promise<{ readonly receipt: Receipt }> {
  const { receipt } = await change(db, caller, "roles:write", async (tx) => {
    await requireStepUp(tx, caller, "roles.change");
    const role = await lockRole(tx, id);
    refuseAbove(caller, role.permissions);
    const { tenantId } = caller;
    const members = await tx.member.count({
      where: { tenantId, customRole: id, status: "active" },
    });
    if (members > 0) {
      throw new Problem("conflict", {
        detail: `${members === 1 ? "A member has" : `${members} members have`} this role. Give them another first.`,
      });
    }
    await refuseGiven(tx, id);
    await tx.role.updateMany({ where: { tenantId, id }, data: { removedAt: now() } });
    return {
      result: undefined,
      entry: {
        type: "role.removed",
        action: "role.remove",
        target: `role:${id}`,
        outcome: "done",
        refs: { role: id },
      },
    };
  });
  return { receipt };
}

/**
 * Who has the role: they make nothing until this transaction ends. First before the role itself, in the
 * order in which whoever gives it to somebody locks them.
 */
async function lockHolders(tx: Tx, id: string): Promise<string[]> {
  if (!isId(id)) return [];
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select id::text from portcullis.members
    where tenant_id = (select portcullis.tenant_id()) and custom_role = ${id}::uuid and status = 'active'
    order by id for update`;
  return rows.map((row) => row.id);
}

type Locked = { readonly version: number; readonly permissions: string[] };

/** Nobody gives the role to anybody, nor changes it, until this transaction ends. */
async function lockRole(tx: Tx, id: string): Promise<Locked> {
  const [row] = isId(id)
    ? await tx.$queryRaw<Locked[]>`
        select version, permissions from portcullis.roles
        where tenant_id = (select portcullis.tenant_id()) and id = ${id}::uuid and removed_at is null
        for update`
    : [];
  if (row === undefined) throw new Problem("not_found");
  return row;
}

function refuseAbove(caller: Caller, held: readonly string[]): void {
  if (missingFrom(caller, held.filter(isPermission)).length === 0) return;
  throw new Problem("forbidden", {
    detail: "This role may do what you may not. Only somebody who may do as much can change it.",
  });
}

/** What was added, as `+name`, and what was taken away, as `-name`. */
function difference(before: readonly string[], after: readonly Permission[]): string[] {
  const added = after.filter((one) => !before.includes(one)).map((one) => `+${one}`);
  const taken = before.filter((one) => !after.includes(one as Permission)).map((one) => `-${one}`);
  return [...added, ...taken].sort();
}

/** A role that a directory or a connection gives would be taken from people whom nobody looks at now. */
async function refuseGiven(tx: Tx, id: string): Promise<void> {
  const [given] = await tx.$queryRaw<{ by: string; name: string }[]>`
    select 'The group' as by, g.display_name as name from portcullis.directory_groups g
      where g.tenant_id = (select portcullis.tenant_id()) and g.role = ${id}
    union all select 'The directory', d.name from portcullis.directories d
      where d.tenant_id = (select portcullis.tenant_id()) and d.default_role = ${id} and d.removed_at is null
    union all select 'The connection', c.name from portcullis.connections c
      where c.tenant_id = (select portcullis.tenant_id())
        and (c.default_role = ${id} or c.role_rules @> ${JSON.stringify([{ role: id }])}::jsonb)
    limit 1`;
  if (given === undefined) return;
  throw new Problem("conflict", {
    detail: `${given.by} ${given.name} gives this role. Let it give another first.`,
  });
}
