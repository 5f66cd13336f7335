import { holdsAll, type Role } from "@/lib/access";
import type { Tx } from "@/lib/db";
import { type Fate, fateOf, roleByGroups } from "./judge-role";
import { type LockedMember, lockPeople } from "./lock-people";
import type { Person, Work } from "./person";

export type Judged = {
  readonly person: Person;
  readonly member: LockedMember | null;
  readonly wanted: Role | null;
  readonly fate: Fate;
};

type How = {
  /** Holds the members until the transaction ends; left out where nothing is changed. */
  readonly lock: boolean;
  /** As if this group were mapped to this role. */
  readonly suppose?: { readonly groupId: string; readonly role: string | null };
  readonly supposeDefault?: string | null;
};

/** What is to become of the memberships of people, each after the one before. Changes nothing. */
export async function judgePeople(
  { tx, directory, authority }: Work,
  people: readonly Person[],
  how: How,
): Promise<Judged[]> {
  const roles = await rolesOf(tx, people, how);
  const held = await lockPeople(tx, directory, people, how.lock);
  const taken = await takenAddresses(tx, people);
  const byDefault = how.supposeDefault === undefined ? directory.defaultRole : how.supposeDefault;
  return people.map((person) => {
    const member = held.memberOf(person);
    const wanted = roleByGroups(roles.get(person.id) ?? [], byDefault);
    // Who was a member before the directory spoke keeps their role until a mapped group says another.
    const known = member?.status === "active" && person.memberId === null;
    const fate = fateOf({
      directory: `directory:${directory.id}`,
      active: person.active,
      wanted,
      givenRole: known ? directory.defaultRole : person.givenRole,
      member,
      otherOwners: held.owners(member?.id),
      addressTaken: taken.has(person.id),
      mayChange: member === null || holdsAll({ permissions: authority }, member.permissions),
    });
    if (fate.kind === "end" && member !== null) held.gone(member.id);
    return { person, member, wanted, fate };
  });
}

/** The roles of the groups that each is in. */
async function rolesOf(
  tx: Tx,
  people: readonly Person[],
  { suppose }: How,
): Promise<ReadonlyMap<string, (string | null)[]>> {
  const ids = people.map(({ id }) => id);
  const rows = await tx.$queryRaw<{ id: string; group: string; role: string | null }[]>`
    select m.user_id::text as id, g.id::text as "group", g.role
    from portcullis.directory_group_members m
    join portcullis.directory_groups g on g.tenant_id = m.tenant_id and g.id = m.group_id
    where m.tenant_id = (select portcullis.tenant_id()) and m.user_id = any(${ids}::uuid[])`;
  const roles = new Map<string, (string | null)[]>();
  for (const { id, group, role } of rows) {
    const own = roles.get(id) ?? [];
    own.push(group === suppose?.groupId ? suppose.role : role);
    roles.set(id, own);
  }
  return roles;
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
