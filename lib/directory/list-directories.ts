import { type Caller, read } from "@/lib/access";
import type { Database, Tx } from "@/lib/db";
import { type Config, isId, now, Problem, type Shown } from "@/lib/kernel";
import { scimAddress } from "./connect-directory";
import type { directoryViewSchema } from "./directory.schema";
import { stateOf } from "./judge-state";

export type DirectoryView = Shown<typeof directoryViewSchema>;
type Rooms = { readonly db: Database; readonly config: Config };
type Row = Awaited<ReturnType<Tx["directory"]["findFirstOrThrow"]>>;

/** The directories of the caller's tenant, in the order in which they were connected. */
export async function listDirectories(
  { db, config }: Rooms,
  caller: Caller,
): Promise<DirectoryView[]> {
  return await read(db, caller, "directory:read", async (tx) => {
    const rows = await tx.directory.findMany({
      where: { removedAt: null },
      orderBy: { id: "asc" },
    });
    return await view(tx, scimAddress(config), rows);
  });
}

/** One directory. `not_found` for another tenant's as for none. */
export async function getDirectory(
  { db, config }: Rooms,
  caller: Caller,
  id: string,
): Promise<DirectoryView> {
  return await read(db, caller, "directory:read", async (tx) => {
    const row = isId(id) ? await tx.directory.findFirst({ where: { id, removedAt: null } }) : null;
    const [found] = row === null ? [] : await view(tx, scimAddress(config), [row]);
    if (found === undefined) throw new Problem("not_found");
    return found;
  });
}

async function view(tx: Tx, baseUrl: string, rows: readonly Row[]): Promise<DirectoryView[]> {
  const of = { directoryId: { in: rows.map(({ id }) => id) } };
  const by = { by: ["directoryId" as const], where: of, _count: true as const };
  const people = await tx.directoryUser.groupBy(by);
  const groups = await tx.directoryGroup.groupBy(by);
  const tokens = await tx.directoryToken.findMany({ where: of, orderBy: { id: "desc" } });
  const former = await formerMakers(tx, tokens);
  const views: DirectoryView[] = [];
  for (const row of rows) {
    const own = tokens.filter(({ directoryId }) => directoryId === row.id);
    const live = own.filter(
      ({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt === null || expiresAt > now()),
    );
    const heard = own.flatMap(({ lastUsedAt }) => lastUsedAt ?? []).sort((a, b) => +b - +a)[0];
    const refusal = await lastRefusal(tx, row.id);
    views.push({
      id: row.id,
      name: row.name,
      connection: row.connection,
      subjectFrom: row.subjectFrom === "userName" ? "userName" : "externalId",
      defaultRole: row.defaultRole,
      baseUrl,
      createdAt: row.createdAt.toISOString(),
      createdBy: row.createdBy,
      state: stateOf({
        live: live.length > 0,
        heardAt: heard ?? null,
        refused: refusal !== null,
        silentAfterHours: row.silentAfterHours,
        at: now(),
      }),
      silentAfterHours: row.silentAfterHours,
      lastHeardAt: heard?.toISOString() ?? null,
      lastRefusal: refusal,
      people: countOf(people, row.id),
      groups: countOf(groups, row.id),
      tokens: live.map(({ id, lastFour, createdAt, createdBy, expiresAt, lastUsedAt }) => ({
        id,
        lastFour,
        createdAt: createdAt.toISOString(),
        expiresAt: expiresAt?.toISOString() ?? null,
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
        makerHasLeft: former.has(createdBy),
      })),
    });
  }
  return views;
}

const countOf = (rows: readonly { directoryId: string; _count: number }[], id: string) =>
  rows.find(({ directoryId }) => directoryId === id)?._count ?? 0;

/** The last request that was refused, unless one was done after it. */
async function lastRefusal(tx: Tx, directoryId: string): Promise<DirectoryView["lastRefusal"]> {
  const newest = await tx.directoryEvent.findFirst({
    where: { directoryId },
    orderBy: { id: "desc" },
  });
  if (newest?.what !== "refused") return null;
  return { at: newest.at.toISOString(), detail: newest.detail ?? "" };
}

async function formerMakers(
  tx: Tx,
  tokens: readonly { readonly createdBy: string }[],
): Promise<ReadonlySet<string>> {
  const ids = tokens.flatMap(({ createdBy }) => createdBy.replace(/^member:/, ""));
  const rows = await tx.member.findMany({
    where: { id: { in: ids.filter(isId) }, status: { not: "active" } },
    select: { id: true },
  });
  return new Set(rows.map(({ id }) => `member:${id}`));
}
