import type { Database, Tx } from "@/lib/db";
import type { DirectoryCaller } from "./directory-caller";
import { findGroup, type GroupRow, showGroups } from "./group-resource";
import type { Came } from "./note-event";
import { type Document, readDocument } from "./scim/document";
import { patchDocument } from "./scim/patch";
import type { Asked } from "./scim/represent";
import { GROUP } from "./scim/schema";
import { notFollowed, settleUsers, workOf } from "./settle-users";
import { membersOf, movePeople, peopleIn, storeGroup } from "./store-group";
import { writeResource } from "./write-resource";

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
  await writeResource(db, caller, came, async (tx, directory) => {
    const row = await findGroup(tx, caller, id);
    const held = await peopleIn(tx, id);
    await tx.directoryGroupMember.deleteMany({ where: { groupId: id } });
    await tx.directoryGroup.deleteMany({ where: { id } });
    const settled = await settleUsers(
      await workOf(tx, caller, directory),
      givesNothing(row) ? [] : held,
    );
    const detail = notFollowed(settled);
    return {
      result: undefined,
      happened: { status: 204, what: "group-removed", subject: row.displayName, detail },
      entry: entryOf("directory.group-removed", "directory.remove-group", id),
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
  return await writeResource(db, caller, came, async (tx, directory) => {
    const { before, held, document } = await read(tx);
    const row = await storeGroup(tx, caller, before, document);
    const moved = await movePeople(tx, caller, row.id, held, membersOf(document));
    const settled = await settleUsers(
      await workOf(tx, caller, directory),
      givesNothing(row) ? [] : moved,
    );
    const [shown] = await showGroups(tx, base, [row], asked);
    if (shown === undefined) throw new Error("a group that was written is not there");
    return {
      result: shown,
      happened: {
        status: before === null ? 201 : 200,
        what: before === null ? "group-created" : "group-changed",
        subject: row.displayName,
        detail: notFollowed(settled),
      },
      entry: {
        ...entryOf("directory.group-written", "directory.write-group", row.id),
        reason: before === null ? "created" : `changed:${moved.length}`,
      },
      also: settled.entries,
    };
  });
}

function entryOf(
  type: "directory.group-written" | "directory.group-removed",
  action: string,
  group: string,
) {
  return { type, action, target: `directory-group:${group}`, refs: { "directory-group": group } };
}
