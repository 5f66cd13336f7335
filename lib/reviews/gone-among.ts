import type { Tx } from "@/lib/db";

/** The ids among these subjects of those of one kind, such as `member:`. */
export const idsOf = (subjects: readonly string[], kind: string) =>
  subjects.flatMap((one) => (one.startsWith(kind) ? [one.slice(kind.length)] : []));

/**
 * Those of these subjects that have ended, whoever ended them: members who are no longer in, keys of
 * which nothing they were rotated into works, grants that were revoked, have expired, or lead to a
 * server that was removed. What the caller may not see is not known to have ended.
 */
export async function goneAmong(tx: Tx, subjects: readonly string[]): Promise<ReadonlySet<string>> {
  const members = idsOf(subjects, "member:");
  const keys = idsOf(subjects, "api-key:");
  const grants = idsOf(subjects, "grant:");
  const rows = await tx.$queryRaw<{ subject: string }[]>`
    with recursive line (first, id) as (
      select k, k from unnest(${keys}::uuid[]) as k
      union
      select l.first, k.id from portcullis.api_keys k join line l on k.rotated_from = l.id
      where k.tenant_id = (select portcullis.tenant_id()))
    select 'member:' || m.id as subject from portcullis.members m
    where m.tenant_id = (select portcullis.tenant_id()) and m.id = any (${members}::uuid[])
      and m.status <> 'active'
    union all
    select 'api-key:' || l.first from line l join portcullis.api_keys k on k.id = l.id
    where k.tenant_id = (select portcullis.tenant_id())
    group by l.first
    having bool_and(k.revoked_at is not null or coalesce(k.expires_at <= now(), false))
    union all
    select 'grant:' || g.id from portcullis.grants g
    join portcullis.servers s on s.tenant_id = g.tenant_id and s.id = g.server_id
    where g.tenant_id = (select portcullis.tenant_id()) and g.id = any (${grants}::uuid[])
      and (g.revoked_at is not null or coalesce(g.expires_at <= now(), false)
        or s.removed_at is not null)`;
  return new Set(rows.map(({ subject }) => subject));
}
