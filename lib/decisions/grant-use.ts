import { type Caller, read } from "@/lib/access";
import type { Database } from "@/lib/db";
import { isId, now } from "@/lib/kernel";

export type GrantUse = {
  /** Calls in the last day, as far as they were looked at. */
  readonly callsLastDay: number;
  readonly lastAt: string;
};

/** So many of a server's newest calls are looked at, however busy it is. */
const LOOKED_AT = 10_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Which grants of a server were used lately, by the decision log: refused calls count as well, since
 * whoever made them holds the grant. `complete` if every call the server ever had was looked at, so
 * that a grant that is missing was never used.
 */
export async function grantUse(
  { db }: { readonly db: Database },
  caller: Caller,
  serverId: string,
): Promise<{ readonly uses: ReadonlyMap<string, GrantUse>; readonly complete: boolean }> {
  if (!isId(serverId)) return { uses: new Map(), complete: true };
  const since = new Date(now().getTime() - DAY_MS);
  return await read(db, caller, "decisions:read", async (tx) => {
    const rows = await tx.$queryRaw<
      { grant_id: string; calls: bigint; lately: bigint; last_at: Date }[]
    >`
      select grant_id::text, count(*) as calls, count(*) filter (where at >= ${since}::timestamptz) as lately,
        max(at) as last_at
      from (
        select grant_id, at from portcullis.decisions
        where tenant_id = (select portcullis.tenant_id()) and server_id = ${serverId}::uuid
        order by id desc limit ${LOOKED_AT}
      ) as newest
      group by grant_id`;
    const seen = rows.reduce((sum, row) => sum + Number(row.calls), 0);
    const uses = rows.map(
      (row) =>
        [
          row.grant_id,
          { callsLastDay: Number(row.lately), lastAt: row.last_at.toISOString() },
        ] as const,
    );
    return { uses: new Map(uses), complete: seen < LOOKED_AT };
  });
}
