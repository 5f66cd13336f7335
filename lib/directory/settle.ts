import { type ChangeEntry, type FoundRole, findRole } from "@/lib/access";
import type { Tx } from "@/lib/db";
import { Problem } from "@/lib/kernel";
import { announce } from "@/lib/notices";
import { addTo, followFates, type HeldRoles } from "./follow-fates";
import { type Judged, judgePeople } from "./judge-people";
import { sameSees, seesColumn, seesFrom } from "./judge-reach";
import type { Fate } from "./judge-role";
import type { Person, Work } from "./person";
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
  const { tx } = work;
  const all = await judgePeople(work, people, { lock: true });
  const roles = await holdRoles(tx, all);
  const fates = new Map(all.map(({ person, fate }) => [person.id, fate]));
  const { members, entries } = await followFates(work, all, roles);
  await noteGiven(work, all, members);
  const concerned = [...fates].flatMap(([id, fate]) =>
    fate.kind === "change" && fate.role !== null ? (members.get(id) ?? []) : [],
  );
  if (concerned.length > 0)
    await announce(tx, work, { kind: "member.role-changed", to: { members: concerned } });
  return { entries, fates, members };
}

/** What the directory was understood to say of each, and whom it means. */
async function noteGiven(
  { tx, tenantId }: Work,
  all: readonly Judged[],
  members: ReadonlyMap<string, string>,
): Promise<void> {
  const alike = new Map<string, string[]>();
  for (const { person, wanted, fate } of all) {
    // What was not followed, because the member stays in or out, is no word that was given.
    const { givenRole, givenSees } =
      fate.kind === "stays"
        ? person
        : { givenRole: wanted.role?.ref ?? null, givenSees: seesColumn(wanted.sees) };
    const memberId = members.get(person.id) ?? null;
    const same =
      givenRole === person.givenRole && sameSees(seesFrom(givenSees), seesFrom(person.givenSees));
    if (memberId !== person.memberId)
      await tx.directoryUser.update({
        where: { tenantId_id: { tenantId, id: person.id } },
        data: { memberId, givenRole, givenSees: [...givenSees] },
      });
    else if (!same) addTo(alike, JSON.stringify({ givenRole, givenSees }), person.id);
  }
  for (const [given, ids] of alike)
    await tx.directoryUser.updateMany({
      where: { tenantId, id: { in: ids } },
      data: JSON.parse(given) as { givenRole: string | null; givenSees: string[] },
    });
}

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
