import {
  type ChangeEntry,
  type FoundRole,
  findRole,
  lessenMade,
  placeMember,
  type Reach,
} from "@/lib/access";
import type { Tx } from "@/lib/db";
import { newId, Problem } from "@/lib/kernel";
import { announce } from "@/lib/notices";
import { endAccess } from "@/lib/people";
import { type Judged, judgePeople } from "./judge-people";
import { placesOf, sameSees, seesColumn, seesFrom } from "./judge-reach";
import type { Fate } from "./judge-role";
import type { Person, Work } from "./person";
import type { PersonDetails } from "./read-person";
import { fault } from "./scim/fault";

/** An entry of the ledger names at most so many workspaces. */
const MOST_NAMED = 500;

export type Settled = {
  readonly entries: readonly ChangeEntry[];
  /** What became of each, by the person's id. */
  readonly fates: ReadonlyMap<string, Fate>;
  readonly members: ReadonlyMap<string, string>;
};

/**
 * Makes memberships follow from what a directory says of these people: in, out, or in another role.
 * The directory must be locked. Everything that ends with a membership ends in this transaction.
 */
export async function settle(work: Work, people: readonly Person[]): Promise<Settled> {
  const { tx, tenantId } = work;
  const entries: ChangeEntry[] = [];
  const fates = new Map<string, Fate>();
  const members = new Map<string, string>();
  const all = await judgePeople(work, people, { lock: true });
  const roles = await holdRoles(tx, all);
  for (const judged of all) {
    const { person, wanted, fate } = judged;
    const memberId = await follow(work, judged, roles, entries);
    if (memberId !== null) members.set(person.id, memberId);
    fates.set(person.id, fate);
    // What was not followed, because the member stays in or out, is no word that was given.
    const given =
      fate.kind === "stays"
        ? { givenRole: person.givenRole, givenSees: [...person.givenSees] }
        : { givenRole: wanted.role?.ref ?? null, givenSees: seesColumn(wanted.sees) };
    const same =
      given.givenRole === person.givenRole &&
      sameSees(seesFrom(given.givenSees), seesFrom(person.givenSees));
    if (memberId !== person.memberId || !same)
      await tx.directoryUser.update({
        where: { tenantId_id: { tenantId, id: person.id } },
        data: { memberId, ...given },
      });
  }
  const concerned = [...fates].flatMap(([id, fate]) =>
    fate.kind === "change" && fate.role !== null ? (members.get(id) ?? []) : [],
  );
  if (concerned.length > 0)
    await announce(tx, work, { kind: "member.role-changed", to: { members: concerned } });
  return { entries, fates, members };
}

/** Does what is to be done, and says by an entry what was. Returns the member, where there is one. */
async function follow(
  work: Work,
  { person, member, reach, fate }: Judged,
  roles: HeldRoles,
  entries: ChangeEntry[],
): Promise<string | null> {
  const { tx, tenantId, directory } = work;
  if (fate.kind === "add") {
    const id = await addMember(work, person.details, columnsOf(roles, fate.role));
    await place(work, id, reach);
    entries.push(entryOf("member.added", "member.add", id, `role:${fate.role}`));
    return id;
  }
  if (member === null) return null;
  const { id } = member;
  const update = (data: Partial<RoleColumns> & { status?: string; removedBy?: string | null }) =>
    tx.member.update({ where: { tenantId_id: { tenantId, id } }, data });
  if (fate.kind === "end") {
    await update({ status: "removed", removedBy: `directory:${directory.id}` });
    const ended = await endAccess(tx, id, { keys: true, grants: true });
    entries.push(entryOf("member.removed", "member.remove", id, "keys:revoked"), ...ended.entries);
  } else if (fate.kind === "restore") {
    await update({ status: "active", ...columnsOf(roles, fate.role), removedBy: null });
    await place(work, id, reach);
    entries.push(entryOf("member.restored", "member.restore", id, `role:${fate.role}`));
    entries.push(...(await lessenMade(tx, work, [id])).entries);
  } else if (fate.kind === "change") {
    if (fate.role !== null) {
      await update(columnsOf(roles, fate.role));
      const reason = `role:${member.role}->${fate.role}`;
      entries.push(entryOf("member.role-changed", "member.change-role", id, reason));
    }
    if (fate.placed) {
      await place(work, id, reach);
      const keys = seesColumn(placesOf(reach)).slice(0, MOST_NAMED);
      const entry = entryOf("member.workspaces-changed", "member.change-workspaces", id);
      entries.push({ ...entry, keys });
    }
    entries.push(...(await lessenMade(tx, work, [id])).entries);
  }
  return id;
}

/** Lets a member see these workspaces, and no others. */
async function place({ tx, tenantId, directory }: Work, id: string, reach: Reach): Promise<void> {
  const data = { everyWorkspace: reach.every };
  await tx.member.update({ where: { tenantId_id: { tenantId, id } }, data });
  await placeMember(tx, { tenantId, actor: `directory:${directory.id}` }, id, reach);
}

type RoleColumns = FoundRole["columns"] & { readonly approverLevel: number | null };

type HeldRoles = ReadonlyMap<string, FoundRole>;

/** The roles that are to be given, held as they are until the transaction ends. */
async function holdRoles(tx: Tx, all: readonly Judged[]): Promise<HeldRoles> {
  const refs = all.flatMap(({ fate }) => ("role" in fate ? (fate.role ?? []) : []));
  const held = new Map<string, FoundRole>();
  for (const ref of [...new Set(refs)].sort()) {
    const role = await findRole(tx, ref);
    if (role !== null) held.set(ref, role);
  }
  return held;
}

/** A role as a member's row holds it. An approver begins at the first level. */
function columnsOf(roles: HeldRoles, ref: string): RoleColumns {
  const role = roles.get(ref);
  if (role === undefined)
    throw new Problem("conflict", { detail: "A role was removed meanwhile." });
  return { ...role.columns, approverLevel: ref === "approver" ? 1 : null };
}

function entryOf(type: ChangeEntry["type"], action: string, id: string, reason?: string) {
  return {
    ...{ type, action, target: `member:${id}`, outcome: "done", refs: { member: id } },
    ...(reason === undefined ? {} : { reason }),
  };
}

async function addMember(
  work: Work,
  details: PersonDetails,
  columns: RoleColumns,
): Promise<string> {
  const { tx, tenantId, directory } = work;
  const { email, name, subject } = details;
  const id = newId();
  await tx.member.create({ data: { tenantId, id, email, name, ...columns } });
  await tx.memberIdentity.create({
    data: { tenantId, memberId: id, connection: directory.connection, subject },
  });
  return id;
}

/**
 * Throws what a person's own request is answered with, where they stay in against the directory's
 * word. Of many in a group the others are followed, and the trace says who was not.
 */
export function refuseStaying(fate: Fate | undefined): void {
  if (fate?.kind !== "stays") return;
  if (fate.why === "last-owner") throw new Problem("last_owner");
  if (fate.why === "address-taken") throw addressTaken();
  if (fate.why === "above")
    throw new Problem("forbidden", {
      detail:
        "This member may do what the maker of the directory's token could not, or would by this. Somebody who may do as much can rotate the token.",
    });
}

/** Addresses open nothing, but two members with one could not be told apart by those who read them. */
export function addressTaken(): Problem {
  return fault(
    "uniqueness",
    "A member has this mail address already, and is known by another subject. An admin can change theirs, or remove them.",
  );
}
