import {
  type Caller,
  isPermission,
  isRole,
  memberReach,
  permissionsOf,
  type Reach,
  reachOf,
} from "@/lib/access";
import type { Tx } from "@/lib/db";
import { isId, Problem } from "@/lib/kernel";
import { type ChangeRefusal, changeRefusal, type JudgedRole } from "./judge-change";
import { personBehind } from "./person-behind";

export type LockedMember = JudgedRole & {
  readonly id: string;
  readonly name: string;
  /** As the ledger names it: a built-in role, or the id of an own one, and the level: `approver(L2)`. */
  readonly role: string;
  readonly status: "active" | "removed";
  readonly reach: Reach;
};

const WHY: Readonly<Record<Exclude<ChangeRefusal, "last-owner">, string>> = {
  own: "Nobody changes their own membership. Ask another admin.",
  above:
    "This member may do what you may not, or sees a workspace that you do not. Only somebody who may do as much can change that.",
  "not-held": "This role may do what you may not, so you cannot give it.",
};

type Row = {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly custom: string | null;
  readonly level: number | null;
  readonly status: LockedMember["status"];
};

/**
 * The member, locked together with every owner: two changes that each leave one owner must not
 * leave none together. Always in the order of ids, so that two such changes never wait for each
 * other. The caller is locked with them: who was removed since they were let in changes nobody.
 */
export async function lockMember(tx: Tx, caller: Caller, id: string) {
  if (!isId(id)) throw new Problem("not_found");
  const rows = await tx.$queryRaw<Row[]>`
    select id::text, name, role, custom_role::text as custom, approver_level as level, status from portcullis.members
    where tenant_id = (select portcullis.tenant_id())
      and (id = ${id}::uuid or 'member:' || id = ${caller.actor} or (role = 'owner' and status = 'active'))
    order by id for update`;
  const self = rows.find((row) => caller.actor === `member:${row.id}`);
  if (self !== undefined && self.status !== "active") throw new Problem("unauthenticated");
  const found = rows.find((row) => row.id === id);
  if (found === undefined) throw new Problem("not_found");
  const member: LockedMember = {
    ...found,
    role: (found.custom ?? found.role) + (found.level === null ? "" : `(L${found.level})`),
    owner: found.role === "owner",
    permissions: await permissionsNow(tx, found),
    reach: await memberReach(tx, id),
  };
  const owners = rows.filter((row) => row.role === "owner" && row.status === "active");
  const reach = await reachOf(tx, caller);
  const person = await personBehind(tx, caller);
  return { member, reach, person, otherOwners: owners.filter((row) => row.id !== id).length };
}

/** What a locked member may do. A role that this program does not know is nobody's to judge. */
async function permissionsNow(tx: Tx, { role, custom }: Row): Promise<JudgedRole["permissions"]> {
  if (isRole(role)) return permissionsOf(role);
  const own =
    custom === null
      ? null
      : await tx.role.findFirst({ where: { id: custom }, select: { permissions: true } });
  if (own === null) throw new Problem("not_found");
  return new Set(own.permissions.filter(isPermission));
}

/** Throws the refusal of a change that may not be made. */
export function refuseChange(
  caller: Caller,
  locked: Awaited<ReturnType<typeof lockMember>>,
  next: JudgedRole | null,
): void {
  const { member, otherOwners, reach, person } = locked;
  const refusal = changeRefusal({
    caller: { ...caller, reach, person },
    member,
    otherOwners,
    next,
  });
  if (refusal === null) return;
  if (refusal === "last-owner") throw new Problem("last_owner");
  throw new Problem("forbidden", { detail: WHY[refusal] });
}
