import { type Caller, read } from "@/lib/access";
import type { Database, Tx } from "@/lib/db";
import { isId, Problem, type Shown } from "@/lib/kernel";
import type {
  directoryEventSchema,
  directoryGroupSchema,
  directoryUserSchema,
} from "./directory.schema";
import { type Sees, seesFrom } from "./judge-reach";
import { findDirectory } from "./map-group";

export type DirectoryGroupView = Shown<typeof directoryGroupSchema>;
export type DirectoryUserView = Shown<typeof directoryUserSchema>;
export type DirectoryEventView = Shown<typeof directoryEventSchema>;
type Page<T> = { readonly data: T[]; readonly nextCursor: string | null };
type Rooms = { readonly db: Database };
type Asked = { readonly limit: number; readonly cursor?: string | null };

/** A directory's groups with the role each gives, those first that came first. */
export async function listDirectoryGroups(
  { db }: Rooms,
  caller: Caller,
  directoryId: string,
  asked: Asked,
): Promise<Page<DirectoryGroupView>> {
  const after = cursorOf(asked);
  return await read(db, caller, "directory:read", async (tx) => {
    await findDirectory(tx, directoryId);
    const rows = await tx.directoryGroup.findMany({
      where: { directoryId, id: after === undefined ? undefined : { gt: after } },
      orderBy: { id: "asc" },
      take: asked.limit + 1,
    });
    return await pageOf(rows, asked.limit, async (page) => {
      const counts = await tx.directoryGroupMember.groupBy({
        by: ["groupId"],
        where: { groupId: { in: page.map(({ id }) => id) } },
        _count: true,
      });
      return page.map(({ id, displayName, externalId, role, sees, updatedAt }) => ({
        ...{ id, displayName, externalId, role, workspaces: wordOf(seesFrom(sees)) },
        people: counts.find(({ groupId }) => groupId === id)?._count ?? 0,
        updatedAt: updatedAt.toISOString(),
      }));
    });
  });
}

/** A directory's people with the member each is, those first that came first. */
export async function listDirectoryUsers(
  { db }: Rooms,
  caller: Caller,
  directoryId: string,
  asked: Asked,
): Promise<Page<DirectoryUserView>> {
  const after = cursorOf(asked);
  return await read(db, caller, "directory:read", async (tx) => {
    await findDirectory(tx, directoryId);
    const rows = await tx.directoryUser.findMany({
      where: { directoryId, id: after === undefined ? undefined : { gt: after } },
      orderBy: { id: "asc" },
      take: asked.limit + 1,
    });
    return await pageOf(rows, asked.limit, async (page) => {
      const members = await tx.member.findMany({
        where: { id: { in: page.flatMap(({ memberId }) => memberId ?? []) } },
      });
      const groups = await groupsOf(tx, page);
      return page.map(({ id, userName, externalId, active, memberId, updatedAt }) => {
        const member = members.find((one) => one.id === memberId);
        return {
          ...{ id, userName, externalId, active },
          groups: groups.get(id) ?? [],
          member:
            member === undefined
              ? null
              : {
                  id: member.id,
                  name: member.name,
                  role: member.customRole ?? member.role,
                  status: member.status === "active" ? ("active" as const) : ("removed" as const),
                },
          updatedAt: updatedAt.toISOString(),
        };
      });
    });
  });
}

/** What came from a directory and what was answered, newest first, for thirty days. */
export async function listDirectoryEvents(
  { db }: Rooms,
  caller: Caller,
  directoryId: string,
  asked: Asked & { readonly only?: "refused" | undefined },
): Promise<Page<DirectoryEventView>> {
  const before = cursorOf(asked);
  return await read(db, caller, "directory:read", async (tx) => {
    await findDirectory(tx, directoryId);
    const rows = await tx.directoryEvent.findMany({
      where: {
        directoryId,
        what: asked.only,
        id: before === undefined ? undefined : { lt: before },
      },
      orderBy: { id: "desc" },
      take: asked.limit + 1,
    });
    return await pageOf(rows, asked.limit, async (page) =>
      page.map(({ id, at, method, path, subject, status, what, detail, requestId }) => ({
        ...{ id, method, path, subject, status, what, detail, requestId },
        at: at.toISOString(),
      })),
    );
  });
}

/** As an answer holds it: a list of its own. */
function wordOf(sees: Sees) {
  return sees === null || sees === "every" ? sees : [...sees];
}

function cursorOf({ cursor }: Asked): string | undefined {
  if (cursor === null || cursor === undefined) return undefined;
  if (isId(cursor)) return cursor;
  throw new Problem("invalid_request", { detail: "The cursor is not one this list gave." });
}

async function pageOf<Row extends { readonly id: string }, T>(
  rows: readonly Row[],
  limit: number,
  view: (page: readonly Row[]) => Promise<T[]>,
): Promise<Page<T>> {
  const page = rows.slice(0, limit);
  const nextCursor = rows.length > limit ? (page.at(-1)?.id ?? null) : null;
  return { data: await view(page), nextCursor };
}

async function groupsOf(tx: Tx, rows: readonly { readonly id: string }[]) {
  const ids = rows.map(({ id }) => id);
  const found = await tx.$queryRaw<{ id: string; names: string[] }[]>`
    select m.user_id::text as id, array_agg(g.display_name order by g.display_name) as names
    from portcullis.directory_group_members m
    join portcullis.directory_groups g on g.tenant_id = m.tenant_id and g.id = m.group_id
    where m.tenant_id = (select portcullis.tenant_id()) and m.user_id = any(${ids}::uuid[])
    group by m.user_id`;
  return new Map(found.map(({ id, names }) => [id, names]));
}
