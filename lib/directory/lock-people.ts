import { isPermission, isRole, type Permission, permissionsOf } from "@/lib/access";
import { Prisma, type Tx } from "@/lib/db";
import type { DirectoryRecord } from "./directory-caller";
import type { Person } from "./person";

export type LockedMember = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly status: string;
  readonly removedBy: string | null;
  /** Of a role of the organisation's own, its id; else null. */
  readonly custom: string | null;
  readonly permissions: ReadonlySet<Permission>;
};
type Row = Omit<LockedMember, "permissions">;

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
    select id::text, email, name, role, status, removed_by as "removedBy", custom_role::text as custom from portcullis.members
    where tenant_id = (select portcullis.tenant_id())
      and (id = any(${ids}::uuid[]) or (role = 'owner' and status = 'active'))
    order by id ${lock ? Prisma.sql`for update` : Prisma.empty}`;
  const own = await ownRoles(tx, rows);
  const permissionsNow = ({ role, custom }: Row) =>
    isRole(role) ? permissionsOf(role) : (own.get(custom ?? "") ?? EVERYTHING);
  const members = new Map(
    rows.map((row) => [row.id, { ...row, permissions: permissionsNow(row) }]),
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
  const ids = rows.flatMap(({ custom }) => custom ?? []);
  if (ids.length === 0) return new Map();
  const found = await tx.role.findMany({ where: { id: { in: ids } } });
  return new Map(
    found.map(({ id, permissions }) => [id, new Set(permissions.filter(isPermission))]),
  );
}
