import type { Tx } from "@/lib/db";
import { isId, Problem } from "@/lib/kernel";
import type { DirectoryCaller } from "./directory-caller";
import type { Document } from "./scim/document";
import { type Asked, isWanted, project } from "./scim/represent";
import { GROUP, GROUP_URN } from "./scim/schema";

export type GroupRow = Awaited<ReturnType<Tx["directoryGroup"]["findFirstOrThrow"]>>;

/** The group of that id, which this directory described; another directory's is not found. */
export async function findGroup(tx: Tx, caller: DirectoryCaller, id: string): Promise<GroupRow> {
  const { directoryId } = caller;
  const row = isId(id) ? await tx.directoryGroup.findFirst({ where: { id, directoryId } }) : null;
  if (row === null) throw new Problem("not_found", { detail: "There is no such group here." });
  return row;
}

/** Groups as SCIM shows them; who is in them only where that was asked for. */
export async function showGroups(
  tx: Tx,
  base: string,
  rows: readonly GroupRow[],
  asked: Asked,
): Promise<Document[]> {
  const members = isWanted(GROUP, asked, "members") ? await membersOf(tx, rows) : new Map();
  return rows.map((row) => {
    const own = members.get(row.id) ?? [];
    const resource: Document = {
      schemas: [GROUP_URN],
      id: row.id,
      displayName: row.displayName,
      ...(row.externalId === null ? {} : { externalId: row.externalId }),
      ...(own.length === 0
        ? {}
        : {
            members: own.map(({ id, name }: { id: string; name: string }) => ({
              value: id,
              $ref: `${base}/Users/${id}`,
              display: name,
              type: "User",
            })),
          }),
      meta: {
        resourceType: "Group",
        created: row.createdAt.toISOString(),
        lastModified: row.updatedAt.toISOString(),
        location: `${base}/Groups/${row.id}`,
      },
    };
    return project(GROUP, resource, asked);
  });
}

async function membersOf(tx: Tx, rows: readonly GroupRow[]) {
  const ids = rows.map(({ id }) => id);
  const found = await tx.$queryRaw<{ group: string; id: string; name: string }[]>`
    select m.group_id::text as "group", u.id::text as id, u.user_name as name
    from portcullis.directory_group_members m
    join portcullis.directory_users u on u.tenant_id = m.tenant_id and u.id = m.user_id
    where m.tenant_id = (select portcullis.tenant_id()) and m.group_id = any(${ids}::uuid[])
    order by u.id`;
  const members = new Map<string, { id: string; name: string }[]>();
  for (const { group, id, name } of found) {
    const list = members.get(group);
    if (list === undefined) members.set(group, [{ id, name }]);
    else list.push({ id, name });
  }
  return members;
}
