import type { Database, Prisma, Tx } from "@/lib/db";
import { isId, newId, now, Problem } from "@/lib/kernel";
import type { DirectoryCaller } from "./directory-caller";
import type { Fate } from "./judge-role";
import type { Came, EventWord } from "./note-event";
import { type PersonDetails, readPerson } from "./read-person";
import { renameMember } from "./rename-member";
import { type Document, readDocument } from "./scim/document";
import { fault } from "./scim/fault";
import { patchDocument } from "./scim/patch";
import { USER } from "./scim/schema";
import { refuseStaying, type Settled, settle } from "./settle";
import { workOf } from "./settle-users";
import { documentOf, EVERYTHING, showUsers, type UserRow } from "./user-resource";
import { writeResource } from "./write-resource";

type Rooms = { readonly db: Database };
type Asking = { readonly base: string; readonly came: Came };

/** A person the directory speaks of for the first time; active unless it says otherwise. */
export async function createUser(
  { db }: Rooms,
  caller: DirectoryCaller,
  asking: Asking,
  body: unknown,
): Promise<Document> {
  const { active, ...document } = readDocument(USER, body);
  return await write(db, caller, asking, async () => ({
    before: null,
    document,
    active: active !== false,
  }));
}

/**
 * A person described anew, from the beginning. Where the description does not say whether they are
 * active, that stays as it was: silence brings nobody back in.
 *
 * @throws Problem `not_found`, `last_owner`, and SCIM's own faults.
 */
export async function replaceUser(
  { db }: Rooms,
  caller: DirectoryCaller,
  asking: Asking,
  id: string,
  body: unknown,
): Promise<Document> {
  const { active, ...document } = readDocument(USER, body);
  return await write(db, caller, asking, async (tx) => {
    const before = await findUser(tx, caller, id);
    return { before, document, active: typeof active === "boolean" ? active : before.active };
  });
}

/** A person changed in parts. Throws as `replaceUser` does. */
export async function patchUser(
  { db }: Rooms,
  caller: DirectoryCaller,
  asking: Asking,
  id: string,
  body: unknown,
): Promise<Document> {
  return await write(db, caller, asking, async (tx) => {
    const before = await findUser(tx, caller, id);
    const whole = { ...documentOf(before), active: before.active };
    const { active, ...document } = patchDocument(USER, whole, body);
    return { before, document, active: typeof active === "boolean" ? active : before.active };
  });
}

/** The person of that id, whom this directory described; another directory's is not found. */
export async function findUser(tx: Tx, caller: DirectoryCaller, id: string): Promise<UserRow> {
  const { directoryId } = caller;
  const row = isId(id) ? await tx.directoryUser.findFirst({ where: { id, directoryId } }) : null;
  if (row === null) throw new Problem("not_found", { detail: "There is no such person here." });
  return row;
}

type Wanted = {
  readonly before: UserRow | null;
  readonly document: Document;
  readonly active: boolean;
};

async function write(
  db: Database,
  caller: DirectoryCaller,
  { base, came }: Asking,
  read: (tx: Tx) => Promise<Wanted>,
): Promise<Document> {
  return await writeResource(db, caller, came, async (tx, directory) => {
    const { before, document, active } = await read(tx);
    const details = readPerson(document, directory);
    const row = await store(tx, caller, before, { document, active, details });
    if (before?.memberId) await renameMember(tx, { caller, directory }, before, details);
    const settled = await settle(await workOf(tx, caller, directory), [{ ...row, details }]);
    const fate = settled.fates.get(row.id) ?? { kind: "none" };
    refuseStaying(fate);
    const after = await tx.directoryUser.findFirstOrThrow({ where: { id: row.id } });
    const [shown] = await showUsers(tx, base, [after], EVERYTHING);
    if (shown === undefined) throw new Error("a person who was written is not there");
    return {
      result: shown,
      happened: {
        status: before === null ? 201 : 200,
        what: before === null ? "user-created" : wordOf(fate),
        subject: details.userName,
        detail: keptOut(fate),
      },
      entry: {
        ...userEntry("directory.user-written", "directory.write-user", row.id, settled),
        reason: before === null ? "created" : "changed",
      },
      also: settled.entries,
    };
  });
}

async function store(
  tx: Tx,
  { tenantId, directoryId }: DirectoryCaller,
  before: UserRow | null,
  person: { document: Document; active: boolean; details: PersonDetails },
): Promise<UserRow> {
  const { userName, userKey, externalId } = person.details;
  const same = await tx.directoryUser.findFirst({ where: { directoryId, userKey } });
  if (same !== null && same.id !== before?.id)
    throw fault("uniqueness", `There is a person with the userName ${userName} already.`);
  const data = {
    ...{ userName, userKey, externalId, active: person.active },
    document: person.document as Prisma.InputJsonObject,
    updatedAt: now(),
  };
  if (before !== null)
    return await tx.directoryUser.update({
      where: { tenantId_id: { tenantId, id: before.id } },
      data,
    });
  return await tx.directoryUser.create({ data: { tenantId, directoryId, id: newId(), ...data } });
}

function wordOf({ kind }: Fate): EventWord {
  if (kind === "end") return "user-deactivated";
  return kind === "restore" || kind === "add" ? "user-restored" : "user-changed";
}

function keptOut(fate: Fate): string | null {
  return fate.kind === "stays" && fate.why === "removed-by-hand"
    ? "An admin removed this person by hand, so they stay out until an admin restores them."
    : null;
}

/** What the ledger says of a person who was written or forgotten, with the member they are. */
export function userEntry(
  type: "directory.user-written" | "directory.user-removed",
  action: string,
  id: string,
  { members }: Pick<Settled, "members">,
) {
  const member = members.get(id);
  const refs = { "directory-user": id, ...(member === undefined ? {} : { member }) };
  return { type, action, target: `directory-user:${id}`, refs };
}
