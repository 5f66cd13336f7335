import type { Caller } from "@/lib/access";
import { type Database, withTenant } from "@/lib/db";
import { now } from "@/lib/kernel";
import { announce, judgeTelling, type Seen } from "@/lib/notices";
import { stateOf } from "./judge-state";

type Row = Seen & {
  readonly id: string;
  readonly silentAfterHours: number | null;
  readonly live: boolean;
  readonly heardAt: Date;
  readonly refused: boolean;
};

/**
 * Tells those who look after the sign-in or after directories when a directory that was heard before has
 * begun to fail (refused, silent, or cut off), and when it was heard again and works: once each, and nothing
 * of one that was disconnected. Returns how many were told of.
 */
export async function announceDirectoryOutages(
  { db }: { readonly db: Database },
  caller: Caller,
): Promise<number> {
  const { tenantId } = caller;
  const at = now();
  const rows = await withTenant(
    db,
    caller,
    (tx) => tx.$queryRaw<Row[]>`
      select d.id::text, d.silent_after_hours as "silentAfterHours", d.seen_amiss as "seenAmiss",
        d.turned_at as "turnedAt", d.told_amiss as "toldAmiss", t.live, t.heard as "heardAt",
        coalesce((select e.what from portcullis.directory_events e
          where e.tenant_id = d.tenant_id and e.directory_id = d.id order by e.id desc limit 1) = 'refused', false) as refused
      from portcullis.directories d
      cross join lateral (
        select max(k.last_used_at) as heard,
          coalesce(bool_or(k.revoked_at is null and (k.expires_at is null or k.expires_at > ${at})), false) as live
        from portcullis.directory_tokens k where k.tenant_id = d.tenant_id and k.directory_id = d.id) t
      where d.tenant_id = (select portcullis.tenant_id()) and d.removed_at is null and t.heard is not null`,
  );
  let told = 0;
  for (const { id, seenAmiss, turnedAt, toldAmiss, ...facts } of rows) {
    const before = { seenAmiss, turnedAt, toldAmiss };
    const amiss = stateOf({ ...facts, at }) !== "working" || isUnheard(before, facts.heardAt);
    const { seen, tell } = judgeTelling(before, amiss, at);
    if (tell === null && seen.seenAmiss === seenAmiss) continue;
    told += await withTenant(db, caller, async (tx) => {
      // Two workers at once: the one whose row changes tells.
      const { count } = await tx.directory.updateMany({
        where: { tenantId, id, removedAt: null, ...before },
        data: seen,
      });
      if (count === 0 || tell === null) return 0;
      const to = { permission: ["sign-in:write", "directory:write"] } as const;
      await announce(tx, caller, { kind: `directory.${tell}`, to, refs: { directory: id } });
      return 1;
    });
  }
  return told;
}

/** When a token was used last is noted to the minute. */
const HEARD_TO_MS = 60_000;

/**
 * Whether nothing was heard since people were told that it fails: a new token that the provider does not
 * have yet, or silence that is no fault any more, lets nobody leave. Pure.
 */
function isUnheard({ seenAmiss, turnedAt, toldAmiss }: Seen, heardAt: Date): boolean {
  return seenAmiss && toldAmiss && turnedAt !== null && +heardAt < +turnedAt - HEARD_TO_MS;
}
