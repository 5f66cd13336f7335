import { type Caller, isRole, mayDo, permissionsOf, read } from "@/lib/access";
import { type Database, inOrder, type OrderBy, type Prisma, type Tx } from "@/lib/db";
import { isId, now, Problem, type Shown } from "@/lib/kernel";
import { type LedgerEntryView, listHistory } from "@/lib/ledger";
import type { MemberFilter, memberViewSchema } from "./member.schema";

export type MemberView = Shown<typeof memberViewSchema>;
type Row = Awaited<ReturnType<Tx["member"]["findFirstOrThrow"]>>;

const ENTRIES = 20;

const BY: OrderBy<"name" | "created", Prisma.MemberOrderByWithRelationInput> = {
  name: (way) => ({ name: way }),
  // Ids are UUIDv7, so their order is that of coming.
  created: (way) => ({ id: way }),
};

/** The members of the caller's tenant, in the order in which they came unless sorted. */
export async function listMembers(
  { db }: { readonly db: Database },
  caller: Caller,
  input: MemberFilter & { readonly limit: number; readonly cursor?: string | null },
): Promise<{ readonly data: MemberView[]; readonly nextCursor: string | null }> {
  const after = input.cursor ?? undefined;
  if (after !== undefined && !isId(after))
    throw new Problem("invalid_request", { detail: "The cursor is not one this list gave." });
  return await read(db, caller, "members:read", async (tx) => {
    const rows = await tx.member.findMany({
      where: {
        tenantId: caller.tenantId,
        status: input.status,
      },
      ...inOrder(input.sort ?? "created", BY, { tenantId: caller.tenantId, cursor: after }),
      take: input.limit + 1,
    });
    const page = rows.slice(0, input.limit);
    return {
      data: await viewMembers(tx, page),
      nextCursor: rows.length > input.limit ? (page.at(-1)?.id ?? null) : null,
    };
  });
}

/** One member, or former member. `not_found` for another tenant's as for none. */
export async function getMember(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
): Promise<MemberView> {
  return await read(db, caller, "members:read", async (tx) => {
    const row = isId(id) ? await tx.member.findFirst({ where: { id } }) : null;
    const [view] = row === null ? [] : await viewMembers(tx, [row]);
    if (view === undefined) throw new Problem("not_found");
    return view;
  });
}

/**
 * What the ledger holds of a member, newest first: what was done to them and what they did. Null
 * where the caller may not read the ledger.
 */
export async function memberHistory(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
): Promise<LedgerEntryView[] | null> {
  return await read(db, caller, "members:read", async (tx) =>
    mayDo(caller, "ledger:read") ? await listHistory(tx, [`member:${id}`], ENTRIES) : null,
  );
}

async function viewMembers(tx: Tx, rows: readonly Row[]): Promise<MemberView[]> {
  const ids = rows.map(({ id }) => id);
  const at = now();
  const [roles, places, identities, signIns, sessions, keys] = [
    await tx.role.findMany({
      where: { id: { in: rows.flatMap(({ customRole }) => customRole ?? []) } },
      select: { id: true, name: true, permissions: true },
    }),
    await tx.memberWorkspace.findMany({
      where: { memberId: { in: ids }, leftAt: null },
      select: { memberId: true, workspace: true },
      orderBy: { workspace: "asc" },
    }),
    await tx.memberIdentity.findMany({ where: { memberId: { in: ids } } }),
    await lastSignIns(tx, ids),
    await tx.session.groupBy({
      by: ["memberId"],
      where: {
        memberId: { in: ids },
        revokedAt: null,
        expiresAt: { gt: at },
        idleExpiresAt: { gt: at },
      },
      _count: true,
    }),
    await tx.apiKey.groupBy({
      by: ["createdBy"],
      where: {
        createdBy: { in: ids.map((id) => `member:${id}`) },
        revokedAt: null,
        OR: [{ expiresAt: null }, { expiresAt: { gt: at } }],
      },
      _count: true,
    }),
  ];
  return rows.flatMap((row) => {
    const { id, email, name, role, approverLevel } = row;
    const own = roles.find((one) => one.id === row.customRole);
    const held = isRole(role) ? [...permissionsOf(role)].sort() : own?.permissions;
    if (held === undefined) return [];
    const every =
      row.everyWorkspace || role === "owner" || (own?.permissions.includes("admin:all") ?? false);
    return {
      id,
      email,
      name,
      role: isRole(role) ? role : ("custom" as const),
      customRole: own === undefined ? null : { id: own.id, name: own.name },
      approverLevel,
      workspaces: every
        ? ("every" as const)
        : places.filter(({ memberId }) => memberId === id).map(({ workspace }) => workspace),
      permissions: held,
      status: row.status === "active" ? ("active" as const) : ("removed" as const),
      createdAt: row.createdAt.toISOString(),
      identities: identities
        .filter(({ memberId }) => memberId === id)
        .map(({ connection, subject }) => ({ connection, subject })),
      lastSignInAt: signIns.get(id)?.toISOString() ?? null,
      sessions: sessions.find(({ memberId }) => memberId === id)?._count ?? 0,
      apiKeys: keys.find(({ createdBy }) => createdBy === `member:${id}`)?._count ?? 0,
    };
  });
}

/** From the ledger, since ended sessions are cleared away: a walk back over what each member did. */
async function lastSignIns(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, Date>> {
  const rows = await tx.$queryRaw<{ id: string; at: Date }[]>`
    select m.id::text as id, e.at
    from unnest(${ids}::uuid[]) as m (id), lateral (
      select l.at from portcullis.ledger_entries l
      where l.tenant_id = (select portcullis.tenant_id()) and l.actor = 'member:' || m.id
        and l.type = 'session.started'
      order by l.seq desc limit 1) as e`;
  return new Map(rows.map(({ id, at }) => [id, at]));
}
