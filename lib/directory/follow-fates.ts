import { type ChangeEntry, type FoundRole, lessenMade, placeMembers } from "@/lib/access";
import { newId, Problem } from "@/lib/kernel";
import { endAccess } from "@/lib/people";
import type { Judged } from "./judge-people";
import { placesOf, seesColumn } from "./judge-reach";
import type { Work } from "./person";

/** An entry of the ledger names at most so many workspaces. */
const MOST_NAMED = 500;

export type HeldRoles = ReadonlyMap<string, FoundRole>;
type Followed = {
  /** Who each person is, by the person's id, where they are a member or were. */
  readonly members: ReadonlyMap<string, string>;
  readonly entries: readonly ChangeEntry[];
};
/** Somebody whose membership changes, with the member they are. */
type Concerned = Judged & { readonly id: string };

/**
 * Does what is to be done, to all of whom the same is to be done at once: a group of a whole organisation
 * must be followed within one transaction too, or nobody in it would ever be put out.
 */
export async function followFates(
  work: Work,
  all: readonly Judged[],
  roles: HeldRoles,
): Promise<Followed> {
  const known = all.map((one) => ({
    ...one,
    id: one.member?.id ?? (one.fate.kind === "add" ? newId() : null),
  }));
  const concerned = known.flatMap((one) => (one.id === null ? [] : [{ ...one, id: one.id }]));
  const of = (kind: Judged["fate"]["kind"]) => concerned.filter(({ fate }) => fate.kind === kind);
  const entries = [
    ...(await end(work, of("end"))),
    ...(await add(work, of("add"), roles)),
    ...(await giveRoles(work, [...of("restore"), ...of("change")], roles)),
    ...(await place(work, [...of("add"), ...of("restore"), ...of("change")])),
  ];
  const changed = [...of("restore"), ...of("change")].map(({ id }) => id);
  entries.push(...(await lessenMade(work.tx, work, changed)).entries);
  return { members: new Map(concerned.map(({ person, id }) => [person.id, id])), entries };
}

async function end({ tx, tenantId, directory }: Work, people: readonly Concerned[]) {
  if (people.length === 0) return [];
  const ids = people.map(({ id }) => id);
  await tx.member.updateMany({
    where: { tenantId, id: { in: ids } },
    data: { status: "removed", removedBy: `directory:${directory.id}` },
  });
  const ended = await endAccess(tx, ids, { keys: true, grants: true });
  const removed = ids.map((id) => entryOf("member.removed", "member.remove", id, "keys:revoked"));
  return [...removed, ...ended.entries];
}

async function add(
  { tx, tenantId, directory }: Work,
  people: readonly Concerned[],
  roles: HeldRoles,
) {
  if (people.length === 0) return [];
  await tx.member.createMany({
    data: people.map(({ id, person: { details }, fate }) => ({
      ...{ tenantId, id, email: details.email, name: details.name },
      ...columnsOf(roles, roleOf(fate) ?? ""),
    })),
  });
  const { connection } = directory;
  await tx.memberIdentity.createMany({
    data: people.map(({ id: memberId, person: { details } }) => ({
      ...{ tenantId, memberId, connection, subject: details.subject },
    })),
  });
  return people.map(({ id, fate }) =>
    entryOf("member.added", "member.add", id, `role:${roleOf(fate)}`),
  );
}

async function giveRoles(
  { tx, tenantId }: Work,
  people: readonly Concerned[],
  roles: HeldRoles,
): Promise<ChangeEntry[]> {
  const given = people.filter(({ fate }) => roleOf(fate) !== null);
  const alike = new Map<string, string[]>();
  for (const { id, fate } of given) addTo(alike, roleOf(fate) ?? "", id);
  for (const [role, ids] of alike)
    await tx.member.updateMany({
      where: { tenantId, id: { in: ids } },
      data: columnsOf(roles, role),
    });
  const back = given.flatMap(({ id, fate }) => (fate.kind === "restore" ? id : []));
  if (back.length > 0)
    await tx.member.updateMany({
      where: { tenantId, id: { in: back } },
      data: { status: "active", removedBy: null },
    });
  return given.map(({ id, fate, member }) =>
    fate.kind === "restore"
      ? entryOf("member.restored", "member.restore", id, `role:${fate.role}`)
      : entryOf(
          "member.role-changed",
          "member.change-role",
          id,
          `role:${member?.role}->${roleOf(fate)}`,
        ),
  );
}

/** Lets members see what they are to see, and no more. Who comes in or comes back is said by that alone. */
async function place(
  { tx, tenantId, directory }: Work,
  people: readonly Concerned[],
): Promise<ChangeEntry[]> {
  const placed = people.filter(({ fate }) => fate.kind !== "change" || fate.placed);
  const reaches = new Map(placed.map(({ reach }) => [keyOf(reach), reach]));
  const alike = new Map<string, string[]>();
  for (const { id, reach } of placed) addTo(alike, keyOf(reach), id);
  for (const [key, ids] of alike) {
    const reach = reaches.get(key);
    if (reach === undefined) continue;
    const data = { everyWorkspace: reach.every };
    await tx.member.updateMany({ where: { tenantId, id: { in: ids } }, data });
    await placeMembers(tx, { tenantId, actor: `directory:${directory.id}` }, ids, reach);
  }
  return placed.flatMap(({ id, reach, fate }) => {
    if (fate.kind !== "change") return [];
    const keys = seesColumn(placesOf(reach)).slice(0, MOST_NAMED);
    return [{ ...entryOf("member.workspaces-changed", "member.change-workspaces", id), keys }];
  });
}

const keyOf = (reach: Judged["reach"]) => JSON.stringify(placesOf(reach));
const roleOf = (fate: Judged["fate"]) => ("role" in fate ? fate.role : null);

/** Puts one more under a name. */
export function addTo(lists: Map<string, string[]>, name: string, one: string): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [one]);
  else list.push(one);
}

/** A role as a member's row holds it. An approver begins at the first level. */
function columnsOf(roles: HeldRoles, ref: string) {
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
