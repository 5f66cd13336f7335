import { type Caller, change } from "@/lib/access";
import { withTenant } from "@/lib/db";
import { now } from "@/lib/kernel";
import { announce } from "@/lib/notices";
import { checkRecord } from "./check-record";
import type { DomainRecord } from "./list-domains";
import { txtResolver } from "./resolve-txt";
import { type DomainRooms, noteChecked } from "./verify-domain";

const DAY_MS = 86_400_000;
/** For how long a record may be missing before its domain is nobody's any more. */
const GRACE_MS = 7 * DAY_MS;
/** How many are asked for in one round. */
const ROUND = 20;
/** The evaluation's own domains exist nowhere. */
const SEEDED = "system:seed";

/**
 * Looks again, once a day, for the records of verified domains. One that was missing for seven days
 * lapses: nobody vouches for its addresses any more, it stands in the ledger, and those who look after
 * the sign-in are told. A name server that does not answer proves nothing. Returns how many lapsed.
 */
export async function recheckDomains(rooms: DomainRooms, caller: Caller): Promise<number> {
  const { tenantId } = caller;
  const before = new Date(now().getTime() - DAY_MS);
  const due = await withTenant(rooms.db, caller, (tx) =>
    tx.domain.findMany({
      where: {
        ...{ tenantId, state: "verified", createdBy: { not: SEEDED } },
        OR: [{ checkedAt: null }, { checkedAt: { lt: before } }],
      },
      take: ROUND,
    }),
  );
  let lapsed = 0;
  for (const row of due) {
    const failure = await checkRecord(rooms.resolveTxt ?? txtResolver(rooms.config), row);
    const missing = failure !== null && failure !== "dns-failed";
    const since = row.failingSince?.getTime() ?? now().getTime();
    if (missing && now().getTime() - since >= GRACE_MS) {
      await lapse(rooms, caller, row);
      lapsed += 1;
    } else {
      // What no name server answered neither begins the days nor ends them.
      await noteChecked(rooms.db, caller, row, failure);
    }
  }
  return lapsed;
}

async function lapse({ db }: DomainRooms, caller: Caller, row: DomainRecord): Promise<void> {
  await change(db, caller, "sign-in:write", async (tx) => {
    await tx.domain.updateMany({
      where: { tenantId: row.tenantId, id: row.id, state: "verified" },
      data: { state: "lapsed", checkedAt: now(), failure: "no-record" },
    });
    await announce(tx, caller, {
      kind: "domain.lapsed",
      to: { permission: "sign-in:write" },
      refs: { domain: row.id },
    });
    return {
      result: undefined,
      entry: {
        type: "domain.lapsed",
        action: "domain.lapse",
        target: `domain:${row.id}`,
        outcome: "done",
        reason: `name:${row.name}`,
        refs: { domain: row.id },
      },
    };
  });
}
