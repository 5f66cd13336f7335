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

/**
 * Those of these subjects that are the actor's own: the actor, what they made, and what the same person
 * made by other hands.
 */
export async function ownAmong(
  tx: Tx,
  actor: string,
  subjects: readonly string[],
): Promise<ReadonlySet<string>> {
  const behind = await peopleBehind(tx, [...subjects, actor]);
  const mine = [...(behind.get(actor) ?? [])].filter(
    (one) => one === actor || one.startsWith("member:"),
  );
  return new Set(subjects.filter((subject) => mine.some((one) => behind.get(subject)?.has(one))));
}
