import { type ChangeEntry, lessenMade, type Role } from "@/lib/access";
import { newId, Problem } from "@/lib/kernel";
import { announce } from "@/lib/notices";
import { endAccess } from "@/lib/people";
import { judgePeople } from "./judge-people";
import type { Fate } from "./judge-role";
import type { LockedMember } from "./lock-people";
import type { Person, Work } from "./person";
import type { PersonDetails } from "./read-person";
import { fault } from "./scim/fault";

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
  for (const { person, member, wanted, fate } of await judgePeople(work, people, { lock: true })) {
    const memberId = await follow(work, person, member, fate, entries);
    if (memberId !== null) members.set(person.id, memberId);
    fates.set(person.id, fate);
    // What was not followed, because the member stays in or out, is no word that was given.
    const givenRole = fate.kind === "stays" ? person.givenRole : wanted;
    if (memberId !== person.memberId || givenRole !== person.givenRole)
      await tx.directoryUser.update({
        where: { tenantId_id: { tenantId, id: person.id } },
        data: { memberId, givenRole },
      });
  }
  const concerned = [...fates].flatMap(([id, { kind }]) =>
    kind === "change-role" ? (members.get(id) ?? []) : [],
  );
  if (concerned.length > 0)
    await announce(tx, work, { kind: "member.role-changed", to: { members: concerned } });
  return { entries, fates, members };
}

/** Does what is to be done, and says by an entry what was. Returns the member, where there is one. */
async function follow(
  work: Work,
  person: Person,
  member: LockedMember | null,
  fate: Fate,
  entries: ChangeEntry[],
): Promise<string | null> {
  const { tx, tenantId, directory } = work;
  if (fate.kind === "add") {
    const id = await addMember(work, person.details, fate.role);
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
    await update({ status: "active", ...columnsOf(fate.role), removedBy: null });
    entries.push(entryOf("member.restored", "member.restore", id, `role:${fate.role}`));
    entries.push(...(await lessenMade(tx, work, [id])).entries);
  } else if (fate.kind === "change-role") {
    await update(columnsOf(fate.role));
    const reason = `role:${member.role}->${fate.role}`;
    entries.push(entryOf("member.role-changed", "member.change-role", id, reason));
    entries.push(...(await lessenMade(tx, work, [id])).entries);
  }
  return id;
}

type RoleColumns = { role: string; customRole: null; approverLevel: number | null };

/** A role as a member's row holds it. An approver begins at the first level. */
function columnsOf(role: Role): RoleColumns {
  return { role, customRole: null, approverLevel: role === "approver" ? 1 : null };
}

function entryOf(type: ChangeEntry["type"], action: string, id: string, reason: string) {
  return { type, action, target: `member:${id}`, outcome: "done", reason, refs: { member: id } };
}

async function addMember(work: Work, details: PersonDetails, role: Role): Promise<string> {
  const { tx, tenantId, directory } = work;
  const { email, name, subject } = details;
  const id = newId();
  await tx.member.create({ data: { tenantId, id, email, name, ...columnsOf(role) } });
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
        "This member may do what the maker of the directory's token could not. Somebody who may do as much can rotate the token.",
    });
}

/** Addresses open nothing, but two members with one could not be told apart by those who read them. */
export function addressTaken(): Problem {
  return fault(
    "uniqueness",
    "A member has this mail address already, and is known by another subject. An admin can change theirs, or remove them.",
  );
}
