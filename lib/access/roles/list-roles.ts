import type { Database, Tx } from "@/lib/db";
import { isId, Problem, type Shown } from "@/lib/kernel";
import type { Caller } from "../caller";
import { permissionsOf, ROLES } from "../permissions";
import { ROLE_WORDS } from "../role-words";
import { read } from "../transact";
import type { roleViewSchema } from "./role.schema";

export type RoleView = Shown<typeof roleViewSchema>;

/** Every role there is: the built-in ones from the greatest down, then the organisation's own by name. */
export async function listRoles(
  { db }: { readonly db: Database },
  caller: Caller,
): Promise<{ readonly data: RoleView[] }> {
  return await read(db, caller, "members:read", async (tx) => {
    const counts = await countMembers(tx);
    const own = await tx.role.findMany({
      where: { tenantId: caller.tenantId, removedAt: null },
      orderBy: [{ name: "asc" }, { id: "asc" }],
    });
    const builtIn = ROLES.map((role) => ({
      id: role,
      builtIn: true,
      name: ROLE_WORDS[role].name,
      description: ROLE_WORDS[role].sentence,
      permissions: [...permissionsOf(role)].sort(),
      members: counts.get(role) ?? 0,
      version: null,
      createdBy: null,
      changedAt: null,
    }));
    return { data: [...builtIn, ...own.map((row) => view(row, counts.get(row.id) ?? 0))] };
  });
}

/** One of the organisation's own roles. `not_found` for another organisation's as for none. */
export async function getRole(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
): Promise<RoleView> {
  return await read(db, caller, "members:read", async (tx) => {
    const row = isId(id)
      ? await tx.role.findFirst({ where: { tenantId: caller.tenantId, id, removedAt: null } })
      : null;
    if (row === null) throw new Problem("not_found");
    return view(row, (await countMembers(tx)).get(id) ?? 0);
  });
}

function view(row: Awaited<ReturnType<Tx["role"]["findFirstOrThrow"]>>, members: number): RoleView {
  const { id, name, description, permissions, version, createdBy } = row;
  const changedAt = row.changedAt.toISOString();
  return {
    id,
    builtIn: false,
    name,
    description,
    permissions,
    members,
    version,
    createdBy,
    changedAt,
  };
}

/** How many active members have each role, by its name or id. */
async function countMembers(tx: Tx): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.member.groupBy({
    by: ["role", "customRole"],
    where: { status: "active" },
    _count: true,
  });
  return new Map(rows.map((row) => [row.customRole ?? row.role, row._count]));
}
