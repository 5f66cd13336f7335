import type { Caller } from "@/lib/access";
import { type Database, withTenant } from "@/lib/db";
import { now } from "@/lib/kernel";
import { ownerOf } from "./list-notices";

/**
 * Notes that the caller has read these of their notices, or all of them. What a person has read is
 * no change of the organisation's, so the ledger does not hold it. Ids of others' are passed over.
 */
export async function readNotices(
  { db }: { readonly db: Database },
  caller: Caller,
  { ids }: { readonly ids?: readonly string[] },
): Promise<{ readonly read: number }> {
  const memberId = ownerOf(caller);
  return await withTenant(db, caller, async (tx) => {
    if (memberId === null) return { read: 0 };
    const which = ids === undefined ? {} : { id: { in: [...ids] } };
    const { count } = await tx.notice.updateMany({
      where: { tenantId: caller.tenantId, memberId, readAt: null, ...which },
      data: { readAt: now() },
    });
    return { read: count };
  });
}
