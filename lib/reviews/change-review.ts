import { type Caller, change, mayDo } from "@/lib/access";
import type { Database } from "@/lib/db";
import { Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { announce } from "@/lib/notices";
import { futureDate } from "./begin-review";
import { lockReview } from "./lock-review";
import type { ReviewChangeInput } from "./review.schema";
import { concerned, nameReviewers } from "./reviewers";

/**
 * Gives an open review another date, or other reviewers, who are told. For whoever began it, and whoever
 * may do everything: or somebody who was not named could name themselves.
 *
 * @throws Problem `not_found`, `conflict` once it is closed, `forbidden`, `unprocessable`.
 */
export async function changeReview(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
  { dueAt, reviewers }: ReviewChangeInput,
): Promise<{ readonly receipt: Receipt }> {
  const { tenantId } = caller;
  const { receipt } = await change(db, caller, "reviews:write", async (tx) => {
    const review = await lockReview(tx, id);
    if (review.createdBy !== caller.actor && !mayDo(caller, "admin:all")) {
      throw new Problem("forbidden", {
        detail: "Only whoever began this review, or an owner, changes its date or its reviewers.",
      });
    }
    if (dueAt !== undefined) {
      // What was told of the old date says nothing of the new one.
      const data = { dueAt: futureDate(dueAt), dueSoonToldAt: null, overdueToldAt: null };
      await tx.accessReview.updateMany({ where: { tenantId, id }, data });
    }
    if (reviewers !== undefined) {
      await nameReviewers(tx, caller, id, reviewers);
      const to = await concerned(tx, id);
      await announce(tx, caller, { kind: "review.begun", to, refs: { review: id } });
    }
    return {
      result: undefined,
      entry: {
        type: "review.changed",
        action: "review.change",
        target: `review:${id}`,
        outcome: "done",
        reason: [dueAt && "date", reviewers && "reviewers"].filter(Boolean).join("+"),
        refs: { review: id },
      },
    };
  });
  return { receipt };
}
