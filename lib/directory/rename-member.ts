import { holdsAll, isPermission, isRole, permissionsOf } from "@/lib/access";
import type { Tx } from "@/lib/db";
import { Problem } from "@/lib/kernel";
import type { DirectoryCaller, DirectoryRecord } from "./directory-caller";
import { type PersonDetails, readPerson } from "./read-person";
import { fault } from "./scim/fault";
import { addressTaken } from "./settle";
import { documentOf, type UserRow } from "./user-resource";

/**
 * Carries over to the member what a directory says anew of their name, their address, and how they
 * are known when they sign in. Whoever says how a member is known says who comes in as them, and where
 * what is announced to them goes: of a member who may do what the maker of the directory's token could
 * not, neither is changed.
 *
 * @throws Problem `conflict` where the address or the subject is another member's; `forbidden`.
 */
export async function renameMember(
  tx: Tx,
  { caller, directory }: { readonly caller: DirectoryCaller; readonly directory: DirectoryRecord },
  before: UserRow,
  { name, email, subject }: PersonDetails,
): Promise<void> {
  const { tenantId, memberId } = before;
  if (memberId === null) return;
  const then = readPerson(documentOf(before), directory);
  if (then.email !== email || then.subject !== subject) await refuseAbove(tx, caller, memberId);
  if (then.email !== email) await refuseTaken(tx, email, memberId);
  if (then.email !== email || then.name !== name)
    await tx.member.update({
      where: { tenantId_id: { tenantId, id: memberId } },
      data: { name, email },
    });
  if (then.subject !== subject) await rebind(tx, directory, memberId, then.subject, subject);
}

/** Held until the transaction ends, so that nobody is raised between this question and the change. */
async function refuseAbove(
  tx: Tx,
  { authority }: DirectoryCaller,
  memberId: string,
): Promise<void> {
  const [member] = await tx.$queryRaw<{ role: string; own: string[] | null }[]>`
    select m.role, (select r.permissions from portcullis.roles r
      where r.tenant_id = m.tenant_id and r.id = m.custom_role) as own
    from portcullis.members m
    where m.tenant_id = (select portcullis.tenant_id()) and m.id = ${memberId}::uuid for update of m`;
  if (member === undefined) return;
  const held = isRole(member.role)
    ? permissionsOf(member.role)
    : (member.own?.filter(isPermission) ?? (["admin:all"] as const));
  if (holdsAll({ permissions: authority }, held)) return;
  throw new Problem("forbidden", {
    detail:
      "This member may do what the maker of the directory's token could not, so it changes neither their address nor how they are known. Somebody who may do as much can rotate the token.",
  });
}

async function refuseTaken(tx: Tx, email: string, memberId: string): Promise<void> {
  const taken = await tx.$queryRaw<{ id: string }[]>`
    select id::text from portcullis.members
    where tenant_id = (select portcullis.tenant_id()) and lower(email) = lower(${email})`;
  if (taken.some(({ id }) => id !== memberId)) throw addressTaken();
}

async function rebind(
  tx: Tx,
  { connection }: DirectoryRecord,
  memberId: string,
  from: string,
  to: string,
): Promise<void> {
  const known = await tx.memberIdentity.findFirst({ where: { connection, subject: to } });
  if (known?.memberId === memberId) return;
  if (known !== null)
    throw fault("uniqueness", "Another member is known by this subject, or was before they left.");
  const { count } = await tx.memberIdentity.updateMany({
    where: { connection, subject: from, memberId },
    data: { subject: to },
  });
  if (count === 0) throw fault("mutability", "How this person is known was changed by hand since.");
}
