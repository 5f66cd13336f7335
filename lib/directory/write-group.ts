import { type ChangeEntry, change } from "@/lib/access";
import type { Database, Tx } from "@/lib/db";
import { foldCase, isId, newId, now } from "@/lib/kernel";
import { type DirectoryCaller, type DirectoryRecord, lockOwnDirectory } from "./directory-caller";
import { findGroup, type GroupRow, showGroups } from "./group-resource";
import { type Came, noteEvent } from "./note-event";
import { type Document, isObject, readDocument } from "./scim/document";
import { fault } from "./scim/fault";
import { patchDocument } from "./scim/patch";
import type { Asked } from "./scim/represent";
import { GROUP } from "./scim/schema";
import { notFollowed, settleUsers, workOf } from "./settle-users";

type Rooms = { readonly db: Database };
type Asking = { readonly base: string; readonly came: Came; readonly asked: Asked };

/** A group the directory speaks of for the first time, with the people in it. */
export async function createGroup(
  { db }: Rooms,
  caller: DirectoryCaller,
  asking: Asking,
  body: unknown,
): Promise<Document> {
  const document = readDocument(GROUP, body);
  return await write(db, caller, asking, async () => ({ before: null, held: [], document }));
}

/** A group described anew: its name, and everybody who is in it. */
export async function replaceGroup(
  { db }: Rooms,
  caller: DirectoryCaller,
  asking: Asking,
  id: string,
  body: unknown,
): Promise<Document> {
  const document = readDocument(GROUP, body);
  return await write(db, caller, asking, async (tx) => {
    const before = await findGroup(tx, caller, id);
    return { before, held: await peopleIn(tx, before.id), document };
  });
}

/** A group changed in parts: somebody in it, somebody out, another name. */
export async function patchGroup(
  { db }: Rooms,
  caller: DirectoryCaller,
  asking: Asking,
  id: string,
  body: unknown,
): Promise<Document> {
  return await write(db, caller, asking, async (tx) => {
    const before = await findGroup(tx, caller, id);
    const held = await peopleIn(tx, before.id);
    const whole: Document = {
      displayName: before.displayName,
      ...(before.externalId === null ? {} : { externalId: before.externalId }),
      ...(held.length === 0 ? {} : { members: held.map((value) => ({ value })) }),
    };
    return { before, held, document: patchDocument(GROUP, whole, body) };
  });
}

/** Forgets a group; who had a role by it has the role of their other groups from now on. */
export async function removeGroup(
  { db }: Rooms,
  caller: DirectoryCaller,
  { came }: Pick<Asking, "came">,
  id: string,
): Promise<void> {
  await change(db, caller, "members:write", async (tx) => {
    const directory = await lockOwnDirectory(tx, caller);
    const row = await findGroup(tx, caller, id);
    const held = await peopleIn(tx, id);
    await tx.directoryGroupMember.deleteMany({ where: { groupId: id } });
    await tx.directoryGroup.deleteMany({ where: { id } });
    const settled = await settleUsers(workOf(tx, caller, directory), givesNothing(row) ? [] : held);
    const subject = row.displayName;
    const detail = notFollowed(settled);
    await noteEvent(tx, caller, came, { status: 204, what: "group-removed", subject, detail });
    return {
      result: undefined,
      entry: entryOf("directory.group-removed", "directory.remove-group", directory, id),
      also: settled.entries,
    };
  });
}

/** Nobody's membership follows from a group that is mapped to nothing. */
function givesNothing({ role, sees }: GroupRow): boolean {
  return role === null && sees.length === 0;
}

type Wanted = {
  readonly before: GroupRow | null;
  readonly held: readonly string[];
  readonly document: Document;
};

async function write(
  db: Database,
  caller: DirectoryCaller,
  { base, came, asked }: Asking,
  read: (tx: Tx) => Promise<Wanted>,
): Promise<Document> {
  const { result } = await change(db, caller, "members:write", async (tx) => {
    const directory = await lockOwnDirectory(tx, caller);
    const { before, held, document } = await read(tx);
    const wanted = membersOf(document);
    const row = await store(tx, caller, before, document);
    const moved = await move(tx, caller, row.id, held, wanted);
    const settled = await settleUsers(
      workOf(tx, caller, directory),
      givesNothing(row) ? [] : moved,
    );
    await noteEvent(tx, caller, came, {
      status: before === null ? 201 : 200,
      what: before === null ? "group-created" : "group-changed",
      subject: row.displayName,
      detail: notFollowed(settled),
    });
    const [shown] = await showGroups(tx, base, [row], asked);
    if (shown === undefined) throw new Error("a group that was written is not there");
    return {
      result: shown,
      entry: {
        ...entryOf("directory.group-written", "directory.write-group", directory, row.id),
        reason: before === null ? "created" : `changed:${moved.length}`,
      },
      also: settled.entries,
    };
  });
  return result;
}

async function store(
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

function membersOf({ members }: Document): ReadonlySet<string> {
  const all = Array.isArray(members) ? members : [];
  return new Set(all.flatMap((one) => (isObject(one) ? String(one.value ?? "") : [])));
}

/** Puts people in and takes them out; gives all who came or went. */
async function move(
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

function entryOf(
  type: "directory.group-written" | "directory.group-removed",
  action: string,
  { id }: DirectoryRecord,
  group: string,
): ChangeEntry {
  return {
    type,
    action,
    target: `directory-group:${group}`,
    outcome: "done",
    refs: { directory: id, "directory-group": group },
  };
}
