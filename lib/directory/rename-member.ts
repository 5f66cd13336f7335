import type { Tx } from "@/lib/db";
import type { DirectoryRecord } from "./directory-caller";
import { type PersonDetails, readPerson } from "./read-person";
import { fault } from "./scim/fault";
import { addressTaken } from "./settle";
import { documentOf, type UserRow } from "./user-resource";

/**
 * Carries over to the member what a directory says anew of their name, their address, and how they
 * are known when they sign in.
 *
 * @throws Problem `conflict` where the address or the subject is another member's.
 */
export async function renameMember(
  tx: Tx,
  directory: DirectoryRecord,
  before: UserRow,
  { name, email, subject }: PersonDetails,
): Promise<void> {
  const { tenantId, memberId } = before;
  if (memberId === null) return;
  const then = readPerson(documentOf(before), directory);
  if (then.email !== email) await refuseTaken(tx, email, memberId);
  if (then.email !== email || then.name !== name)
    await tx.member.update({
      where: { tenantId_id: { tenantId, id: memberId } },
      data: { name, email },
    });
  if (then.subject !== subject) await rebind(tx, directory, memberId, then.subject, subject);
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
