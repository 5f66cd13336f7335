import {
  type FoundRole,
  findRoles,
  holdsAll,
  joinPlaces,
  newcomerReach,
  type Reach,
  reachFrom,
} from "@/lib/access";
import type { Tx } from "@/lib/db";
import { type Sees, sameReach, sameSees, seesFrom } from "./judge-reach";
import { type Fate, fateOf, roleByGroups } from "./judge-role";
import { type LockedMember, lockPeople } from "./lock-people";
import type { Person, Work } from "./person";

const NOWHERE: Reach = { every: false, workspaces: [] };

/** What a directory says of one person. */
export type Said = { readonly role: FoundRole | null; readonly sees: Sees };
export type Judged = {
  readonly person: Person;
  readonly member: LockedMember | null;
  readonly wanted: Said;
  /** What they would see by that, the organisation's word for newcomers included. */
  readonly reach: Reach;
  readonly fate: Fate;
};

/** What the people of a group get by it. */
export type Mapping = { readonly role: string | null; readonly sees: Sees };
type How = {
  /** Holds the members until the transaction ends; left out where nothing is changed. */
  readonly lock: boolean;
  /** As if this group were mapped to that. */
  readonly suppose?: Mapping & { readonly groupId: string };
};

/** What is to become of the memberships of people, each after the one before. Changes nothing. */
export async function judgePeople(
  { tx, tenantId, directory, authority, gives = authority }: Work,
  people: readonly Person[],
  how: How,
): Promise<Judged[]> {
  const mapped = await mappingsOf(tx, people, how);
  const refs = [...mapped.values()].flat().map(({ role }) => role);
  const named = [...refs, directory.defaultRole].filter((ref) => ref !== null);
  const roles = await findRoles(tx, named);
  const held = await lockPeople(tx, directory, people, how.lock);
  const taken = await takenAddresses(tx, people);
  // Not asked where everybody goes: nothing that has lost its form keeps a leaver in.
  const stays = people.some(({ active }) => active);
  const byHouse = stays ? await newcomerReach(tx, tenantId) : NOWHERE;
  return people.map((person) => {
    const member = held.memberOf(person);
    const own = mapped.get(person.id) ?? [];
    const sees = joinPlaces(own.map((one) => one.sees));
    const role = roleByGroups(
      own.map((one) => one.role),
      directory.defaultRole,
      roles,
    );
    const reach = sees === null ? byHouse : reachFrom(sees);
    // Who was a member before the directory spoke keeps their role until a mapped group says another.
    const known = member?.status === "active" && person.memberId === null;
    const fate = fateOf({
      directory: `directory:${directory.id}`,
      active: person.active,
      wanted: role?.ref ?? null,
      givenRole: known ? directory.defaultRole : person.givenRole,
      elsewhere:
        !sameSees(sees, seesFrom(person.givenSees)) &&
        member !== null &&
        !sameReach(reach, member.reach),
      member,
      otherOwners: held.owners(member?.id),
      addressTaken: taken.has(person.id),
      mayGive: role === null || holdsAll({ permissions: gives }, role.permissions),
      mayChange: member === null || holdsAll({ permissions: authority }, member.permissions),
    });
    if (fate.kind === "end" && member !== null) held.gone(member.id);
    return { person, member, wanted: { role, sees }, reach, fate };
  });
}

/** What the groups that each is in are mapped to. */
async function mappingsOf(
  tx: Tx,
  people: readonly Person[],
  { suppose }: How,
): Promise<ReadonlyMap<string, Mapping[]>> {
  const ids = people.map(({ id }) => id);
  const rows = await tx.$queryRaw<
    { id: string; group: string; role: string | null; sees: string[] }[]
  >`
    select m.user_id::text as id, g.id::text as "group", g.role, g.sees
    from portcullis.directory_group_members m
    join portcullis.directory_groups g on g.tenant_id = m.tenant_id and g.id = m.group_id
    where m.tenant_id = (select portcullis.tenant_id()) and m.user_id = any(${ids}::uuid[])`;
  const mapped = new Map<string, Mapping[]>();
  for (const { id, group, role, sees } of rows) {
    const own = mapped.get(id) ?? [];
    own.push(group === suppose?.groupId ? suppose : { role, sees: seesFrom(sees) });
    mapped.set(id, own);
  }
  return mapped;
}

/** Those without a member yet whose mail address a member has. */
async function takenAddresses(tx: Tx, people: readonly Person[]): Promise<ReadonlySet<string>> {
  const unknown = people.filter(({ memberId }) => memberId === null);
  if (unknown.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select p.id from unnest(${unknown.map(({ id }) => id)}::text[], ${unknown.map(({ details }) => details.email)}::text[]) as p (id, email)
    where exists (select from portcullis.members m
      where m.tenant_id = (select portcullis.tenant_id()) and lower(m.email) = lower(p.email))`;
  return new Set(rows.map(({ id }) => id));
}
