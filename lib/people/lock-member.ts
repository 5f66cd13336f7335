import { type Caller, isRole, type Role } from "@/lib/access";
import type { Tx } from "@/lib/db";
import { isId, Problem } from "@/lib/kernel";
import { type ChangeRefusal, changeRefusal } from "./judge-change";

export type LockedMember = {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly status: "active" | "removed";
};

const WHY: Readonly<Record<Exclude<ChangeRefusal, "last-owner">, string>> = {
  own: "Nobody changes their own membership. Ask another admin.",
  above: "This member may do what you may not. Only somebody who may do as much can change that.",
  "not-held": "This role may do what you may not, so you cannot give it.",
};

/**
 * The member, locked together with every owner: two changes that each leave one owner must not
 * leave none together. Always in the order of ids, so that two such changes never wait for each
 * other. The caller is locked with them: who was removed since they were let in changes nobody.
 */
export async function lockMember(tx: Tx, caller: Caller, id: string) {
  if (!isId(id)) throw new Problem("not_found");
  const rows = await tx.$queryRaw<
    { id: string; name: string; role: string; status: LockedMember["status"] }[]
  >`
    select id::text, name, role, status from portcullis.members
    where tenant_id = (select portcullis.tenant_id())
      and (id = ${id}::uuid or 'member:' || id = ${caller.actor} or (role = 'owner' and status = 'active'))
    order by id for update`;
  const self = rows.find((row) => caller.actor === `member:${row.id}`);
  if (self !== undefined && self.status !== "active") throw new Problem("unauthenticated");
  const found = rows.find((row) => row.id === id);
  if (found === undefined || !isRole(found.role)) throw new Problem("not_found");
  const member: LockedMember = { ...found, role: found.role };
  const owners = rows.filter((row) => row.role === "owner" && row.status === "active");
  return { member, otherOwners: owners.filter((row) => row.id !== id).length };
}

/** Throws the refusal of a change that may not be made. */
export function refuseChange(
  caller: Caller,
  locked: Awaited<ReturnType<typeof lockMember>>,
  next: Role | null,
): void {
  const refusal = changeRefusal({ caller, ...locked, next });
  if (refusal === null) return;
  if (refusal === "last-owner") throw new Problem("last_owner");
  throw new Problem("forbidden", { detail: WHY[refusal] });
}
