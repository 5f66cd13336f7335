import type { Caller } from "@/lib/access";
import { type Database, withTenant } from "@/lib/db";
import { now } from "@/lib/kernel";
import { announce } from "@/lib/notices";
import { dueStage } from "./judge-due";
import { concerned } from "./reviewers";

/**
 * Tells of the open reviews of one organisation whose date is near, and whose date has passed, once
 * each: of the first those who are to decide, of the second all who may decide reviews. Returns how
 * many reviews were told of.
 */
export async function announceDue(
  { db }: { readonly db: Database },
  caller: Caller,
): Promise<number> {
  const { tenantId } = caller;
  const at = now();
  return await withTenant(db, caller, async (tx) => {
    const open = await tx.accessReview.findMany({
      where: { tenantId, closedAt: null, overdueToldAt: null },
    });
    let told = 0;
    for (const review of open) {
      const stage = dueStage(review, at);
      const overdue = stage === "overdue";
      if (stage === null || (!overdue && review.dueSoonToldAt !== null)) continue;
      // Two workers at once, or a close meanwhile: the one whose row changes tells.
      const { id } = review;
      const { count } = await tx.accessReview.updateMany({
        where: {
          tenantId,
          id,
          closedAt: null,
          ...(overdue ? { overdueToldAt: null } : { dueSoonToldAt: null }),
        },
        data: overdue ? { overdueToldAt: at } : { dueSoonToldAt: at },
      });
      if (count === 0) continue;
      told += 1;
      await announce(tx, caller, {
        kind: overdue ? "review.overdue" : "review.due-soon",
        to: overdue ? { permission: "reviews:write" } : await concerned(tx, id),
        refs: { review: id },
      });
    }
    return told;
  });
}
