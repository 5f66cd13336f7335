import { isPermission, isRole, type Permission, permissionsOf, type Reach } from "@/lib/access";
import { Prisma, type Tx } from "@/lib/db";
import { isId } from "@/lib/kernel";
import type { DirectoryRecord } from "./directory-caller";
import type { Person } from "./person";

export type LockedMember = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** A built-in role, or the id of one of the organisation's own. */
  readonly role: string;
  readonly status: string;
  readonly removedBy: string | null;
  readonly permissions: ReadonlySet<Permission>;
  readonly reach: Reach;
};
type Row = Omit<LockedMember, "permissions" | "reach"> & { readonly every: boolean };

export type LockedPeople = {
  /** The member a person is, or is found to be by how they sign in. */
  memberOf(person: Person): LockedMember | null;
  /** How many active owners there are, one member not counted. */
  owners(but: string | undefined): number;
  /** One who is to go counts no longer. */
  gone(id: string): void;
};

/**
 * The members behind these people, where they are to be changed locked together with every owner: two changes that each leave one
 * owner must not leave none together. Always in the order of ids, as every other room locks members.
 */
export async function lockPeople(
  tx: Tx,
  directory: DirectoryRecord,
  people: readonly Person[],
  lock: boolean,
): Promise<LockedPeople> {
  const unknown = people.filter(({ memberId }) => memberId === null);
  const identities = await tx.memberIdentity.findMany({
    where: {
      connection: directory.connection,
      subject: { in: unknown.map(({ details }) => details.subject) },
    },
  });
  const bySubject = new Map(identities.map(({ subject, memberId }) => [subject, memberId]));
  const idOf = ({ memberId, details }: Person) => memberId ?? bySubject.get(details.subject);
  const ids = people.flatMap((person) => idOf(person) ?? []);
  const rows = await tx.$queryRaw<Row[]>`
    select id::text, email, name, coalesce(custom_role::text, role) as role, status,
      removed_by as "removedBy", every_workspace as every
    from portcullis.members
    where tenant_id = (select portcullis.tenant_id())
      and (id = any(${ids}::uuid[]) or (role = 'owner' and status = 'active'))
    order by id ${lock ? Prisma.sql`for update` : Prisma.empty}`;
  const [own, places] = [await ownRoles(tx, rows), await placesOfAll(tx, rows)];
  const permissionsNow = ({ role }: Row) =>
    isRole(role) ? permissionsOf(role) : (own.get(role) ?? EVERYTHING);
  const members = new Map(
    rows.map(({ every, ...row }) => {
      const reach = { every, workspaces: every ? [] : (places.get(row.id) ?? []) };
      return [row.id, { ...row, permissions: permissionsNow({ ...row, every }), reach }];
    }),
  );
  const owners = new Set(
    rows.flatMap(({ id, role, status }) => (role === "owner" && status === "active" ? [id] : [])),
  );
  return {
    memberOf: (person) => members.get(idOf(person) ?? "") ?? null,
    owners: (but) => [...owners].filter((id) => id !== but).length,
    gone: (id) => void owners.delete(id),
  };
}

/** Of a role that cannot be read nobody holds as much but who may do everything. */
const EVERYTHING: ReadonlySet<Permission> = new Set(["admin:all"]);

async function ownRoles(
  tx: Tx,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, ReadonlySet<Permission>>> {
  const ids = rows.flatMap(({ role }) => (isRole(role) || !isId(role) ? [] : role));
  if (ids.length === 0) return new Map();
  const found = await tx.role.findMany({ where: { id: { in: ids } } });
  return new Map(
    found.map(({ id, permissions }) => [id, new Set(permissions.filter(isPermission))]),
  );
}

/** The workspaces that are listed for each. */
async function placesOfAll(
  tx: Tx,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const listed = await tx.memberWorkspace.findMany({
    where: { memberId: { in: rows.map(({ id }) => id) }, leftAt: null },
    select: { memberId: true, workspace: true },
    orderBy: { workspace: "asc" },
  });
  const places = new Map<string, string[]>();
  for (const { memberId, workspace } of listed)
    places.set(memberId, [...(places.get(memberId) ?? []), workspace]);
  return places;
}
