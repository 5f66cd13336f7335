import type { Tx } from "@/lib/db";

/**
 * Everybody behind each reference: itself, who made it, who made that, up to a person or the house.
 * A key that was made by a key leads to whoever made the first.
 */
export async function peopleBehind(
  tx: Tx,
  references: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const rows = await tx.$queryRaw<{ of: string; at: string }[]>`
    with recursive behind (of, at) as (
      select one, one from unnest(${[...references]}::text[]) as one
      union
      select b.of, made.by from behind b, lateral (
        select k.created_by from portcullis.api_keys k
        where k.tenant_id = (select portcullis.tenant_id())
          and k.id = case when b.at like 'api-key:%' then substr(b.at, 9)::uuid end
        union all
        select g.created_by from portcullis.grants g
        where g.tenant_id = (select portcullis.tenant_id())
          and g.id = case when b.at like 'grant:%' then substr(b.at, 7)::uuid end
      ) as made (by))
    select of, at from behind`;
  const behind = new Map<string, Set<string>>(references.map((one) => [one, new Set([one])]));
  for (const { of, at } of rows) behind.get(of)?.add(at);
  return behind;
}

/** What each of these keys was rotated into: it goes on by the same line of a review. */
export async function successorsOf(
  tx: Tx,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const keys = subjects.flatMap((one) => (one.startsWith("api-key:") ? [one.slice(8)] : []));
  const rows = await tx.$queryRaw<{ first: string; id: string }[]>`
    with recursive line (first, id) as (
      select k, k from unnest(${keys}::uuid[]) as k
      union
      select l.first, k.id from portcullis.api_keys k join line l on k.rotated_from = l.id
      where k.tenant_id = (select portcullis.tenant_id()))
    select 'api-key:' || first as first, 'api-key:' || id as id from line where id <> first`;
  const lines = new Map<string, string[]>();
  for (const { first, id } of rows) lines.set(first, [...(lines.get(first) ?? []), id]);
  return lines;
}

/**
 * Those of these subjects that are the actor's own: the actor, what they made, what the same person
 * made by other hands, and keys that they rotated, since they have seen the token that works now.
 */
export async function ownAmong(
  tx: Tx,
  actor: string,
  subjects: readonly string[],
): Promise<ReadonlySet<string>> {
  const lines = await successorsOf(tx, subjects);
  const behind = await peopleBehind(tx, [...subjects, ...[...lines.values()].flat(), actor]);
  const mine = [...(behind.get(actor) ?? [])].filter(
    (one) => one === actor || one.startsWith("member:"),
  );
  const isMine = (reference: string) => mine.some((one) => behind.get(reference)?.has(one));
  return new Set(
    subjects.filter((subject) => [subject, ...(lines.get(subject) ?? [])].some(isMine)),
  );
}
