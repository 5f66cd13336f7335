import type { Tx } from "@/lib/db";
import type { Document } from "./scim/document";
import { type Asked, isWanted, project } from "./scim/represent";
import { ENTERPRISE_URN, USER, USER_URN } from "./scim/schema";

export type UserRow = Awaited<ReturnType<Tx["directoryUser"]["findFirstOrThrow"]>>;

/** The whole of a resource. */
export const EVERYTHING: Asked = { attributes: null, excluded: null };

/** The document of a person, as it was kept. */
export function documentOf(row: { readonly document: unknown }): Document {
  return row.document as Document;
}

/**
 * People as SCIM shows them. `active` says whether they can come in: not what the directory last
 * said, where somebody has taken them out by hand.
 */
export async function showUsers(
  tx: Tx,
  base: string,
  rows: readonly UserRow[],
  asked: Asked,
): Promise<Document[]> {
  const groups = isWanted(USER, asked, "groups") ? await groupsOf(tx, rows) : new Map();
  const out = await outOf(tx, rows);
  return rows.map((row) => {
    const document = documentOf(row);
    const own = groups.get(row.id) ?? [];
    const resource: Document = {
      schemas: [USER_URN, ...(document[ENTERPRISE_URN] === undefined ? [] : [ENTERPRISE_URN])],
      id: row.id,
      ...document,
      active: row.active && !out.has(row.memberId ?? ""),
      ...(own.length === 0
        ? {}
        : {
            groups: own.map(({ id, name }: { id: string; name: string }) => ({
              value: id,
              $ref: `${base}/Groups/${id}`,
              display: name,
              type: "direct",
            })),
          }),
      meta: {
        resourceType: "User",
        created: row.createdAt.toISOString(),
        lastModified: row.updatedAt.toISOString(),
        location: `${base}/Users/${row.id}`,
      },
    };
    return project(USER, resource, asked);
  });
}

async function groupsOf(tx: Tx, rows: readonly UserRow[]) {
  const ids = rows.map(({ id }) => id);
  const found = await tx.$queryRaw<{ user: string; id: string; name: string }[]>`
    select m.user_id::text as user, g.id::text as id, g.display_name as name
    from portcullis.directory_group_members m
    join portcullis.directory_groups g on g.tenant_id = m.tenant_id and g.id = m.group_id
    where m.tenant_id = (select portcullis.tenant_id()) and m.user_id = any(${ids}::uuid[])
    order by g.id`;
  const groups = new Map<string, { id: string; name: string }[]>();
  for (const { user, id, name } of found)
    groups.set(user, [...(groups.get(user) ?? []), { id, name }]);
  return groups;
}

/** Those of the members who are out. */
async function outOf(tx: Tx, rows: readonly UserRow[]): Promise<ReadonlySet<string>> {
  const ids = rows.flatMap(({ memberId }) => memberId ?? []);
  const found = await tx.member.findMany({
    where: { id: { in: ids }, status: { not: "active" } },
    select: { id: true },
  });
  return new Set(found.map(({ id }) => id));
}
