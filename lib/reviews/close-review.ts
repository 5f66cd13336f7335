import { type Caller, change } from "@/lib/access";
import type { Database, Tx } from "@/lib/db";
import { requireFreshWhileDegraded } from "@/lib/identity";
import { now, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { goneAmong } from "./gone-among";
import { lockReview } from "./lock-review";

/**
 * Closes a review of which every line is decided, and done where something was to go. What has ended
 * meanwhile, whoever ended it, needs no decision any more, and is noted as done.
 *
 * @throws Problem `conflict`, saying how many lines stand against it; `not_found`, `identity_degraded`.
 */
export async function closeReview(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
): Promise<{ readonly receipt: Receipt }> {
  const { tenantId } = caller;
  const { receipt } = await change(db, caller, "reviews:write", async (tx) => {
    await requireFreshWhileDegraded(tx, caller);
    await lockReview(tx, id);
    const open = await settleGone(tx, tenantId, id);
    if (open > 0) {
      throw new Problem("conflict", {
        detail: `${open === 1 ? "A line is" : `${open} lines are`} not decided, or what was decided is not done.`,
      });
    }
    await tx.accessReview.updateMany({ where: { tenantId, id }, data: { closedAt: now() } });
    return {
      result: undefined,
      entry: {
        type: "review.closed",
        action: "review.close",
        target: `review:${id}`,
        outcome: "done",
        refs: { review: id },
      },
    };
  });
  return { receipt };
}

/** Notes what has gone as done. Returns how many lines are left that stand against closing. */
async function settleGone(tx: Tx, tenantId: string, reviewId: string): Promise<number> {
  const left = await tx.accessReviewLine.findMany({
    where: {
      ...{ tenantId, reviewId, done: false },
      OR: [{ decision: null }, { decision: "remove" }],
    },
    select: { id: true, subject: true },
  });
  const gone = await goneAmong(
    tx,
    left.map(({ subject }) => subject),
  );
  const settled = left.filter(({ subject }) => gone.has(subject)).map(({ id }) => id);
  await tx.accessReviewLine.updateMany({
    where: { tenantId, id: { in: settled } },
    data: { done: true },
  });
  return left.length - settled.length;
}
