import type { Tx } from "@/lib/db";
import { foldCase, isId, newId, now } from "@/lib/kernel";
import type { DirectoryCaller } from "./directory-caller";
import type { GroupRow } from "./group-resource";
import { type Document, isObject } from "./scim/document";
import { fault } from "./scim/fault";

/** Writes a group as it was described; null before is a new one. */
export async function storeGroup(
  tx: Tx,
  { tenantId, directoryId }: DirectoryCaller,
  before: GroupRow | null,
  document: Document,
): Promise<GroupRow> {
  const { displayName, externalId = null } = document;
  if (typeof displayName !== "string" || displayName.trim() === "")
    throw fault("invalidValue", "A group needs a displayName.");
  const data = {
    displayName,
    displayKey: foldCase(displayName),
    externalId: typeof externalId === "string" ? externalId : null,
    updatedAt: now(),
  };
  if (before !== null)
    return await tx.directoryGroup.update({
      where: { tenantId_id: { tenantId, id: before.id } },
      data,
    });
  return await tx.directoryGroup.create({ data: { tenantId, directoryId, id: newId(), ...data } });
}

/** The ids of the people whom a description of a group names. */
export function membersOf({ members }: Document): ReadonlySet<string> {
  const all = Array.isArray(members) ? members : [];
  return new Set(all.flatMap((one) => (isObject(one) ? String(one.value ?? "") : [])));
}

/** Puts people in and takes them out; gives all who came or went. */
export async function movePeople(
  tx: Tx,
  { tenantId, directoryId }: DirectoryCaller,
  groupId: string,
  held: readonly string[],
  wanted: ReadonlySet<string>,
): Promise<string[]> {
  const before = new Set(held);
  const gone = held.filter((id) => !wanted.has(id));
  const come = [...wanted].filter((id) => !before.has(id));
  const known = await tx.directoryUser.findMany({
    where: { directoryId, id: { in: come.filter(isId) } },
    select: { id: true },
  });
  if (known.length < come.length) {
    const found = new Set(known.map(({ id }) => id));
    const stranger = come.find((id) => !found.has(id));
    throw fault("invalidValue", `There is no person ${stranger} here to be in the group.`);
  }
  if (gone.length > 0)
    await tx.directoryGroupMember.deleteMany({ where: { groupId, userId: { in: gone } } });
  if (come.length > 0)
    await tx.directoryGroupMember.createMany({
      data: come.map((userId) => ({ tenantId, directoryId, groupId, userId })),
    });
  return [...gone, ...come];
}

/** The people in a group. */
export async function peopleIn(tx: Tx, groupId: string): Promise<string[]> {
  const rows = await tx.directoryGroupMember.findMany({
    where: { groupId },
    select: { userId: true },
  });
  return rows.map(({ userId }) => userId);
}
