import { type Caller, change } from "@/lib/access";
import type { Database, Tx } from "@/lib/db";
import { requireFreshWhileDegraded } from "@/lib/identity";
import { isId, now, Problem, type Shown } from "@/lib/kernel";
import { announce } from "@/lib/notices";
import { certify } from "./certify";
import { refuseLine } from "./keep-lines";
import { lockReview } from "./lock-review";
import type { decidedLineSchema, ReviewDecision } from "./review.schema";
import { reviewersNow } from "./reviewers";
import { permissionFor, takeAway } from "./take-away";

/**
 * Decides one line of a review. What is to be removed goes in the same transaction where the reviewer
 * may do that; where not, those who may are told, and one of them decides it again. Nobody decides on
 * themselves, nor keeps what they made. To keep is to approve what is held now: while the provider that
 * vouched for the reviewer fails, it asks for a fresh proof, and where more is held than the review says,
 * the decision names it.
 *
 * @throws Problem `not_found`, `conflict` once the review is closed or the line is done, `forbidden`,
 * `identity_degraded`, `last_owner`; `line_changed` where more is held than what would be certified.
 */
export async function decideLine(
  { db }: { readonly db: Database },
  caller: Caller,
  { id, lineId }: { readonly id: string; readonly lineId: string },
  { decision, note, version }: ReviewDecision,
): Promise<Shown<typeof decidedLineSchema>> {
  const { tenantId, actor } = caller;
  const keep = decision === "keep";
  const { result, receipt } = await change(db, caller, "reviews:write", async (tx) => {
    if (keep) await requireFreshWhileDegraded(tx, caller);
    await lockReview(tx, id);
    const line = await findLine(tx, id, lineId);
    await refuseLine(tx, caller, {
      lines: [line],
      decision,
      reviewers: await reviewersNow(tx, id),
    });
    if (line.done)
      throw new Problem("conflict", { detail: "This line was decided, and it is done." });
    const kept = keep ? await certify(tx, tenantId, [line], version) : null;
    const certificate = kept?.get(line.id) ?? null;
    if (keep && certificate === null) throw new Problem("line_changed");
    const taken = keep ? null : await takeAway({ db, tx }, caller, line.subject);
    const done = taken !== null;
    // Once: who says it again is told no louder.
    if (!keep && !done && line.decision !== "remove") {
      await announce(tx, caller, {
        kind: "review.asks",
        to: { permission: permissionFor(line.subject) },
        refs: { review: id },
      });
    }
    await tx.accessReviewLine.updateMany({
      where: { tenantId, id: lineId },
      data: {
        decision,
        decidedBy: actor,
        decidedAt: now(),
        done,
        note: note ?? line.note,
        ...certificate?.kept,
      },
    });
    return {
      result: { done, ended: taken ?? { sessions: 0, keys: 0 } },
      entry: {
        type: "review.decided",
        action: "review.decide",
        target: line.subject,
        outcome: decision,
        reason: done || keep ? "done" : "asked",
        refs: { review: id },
        ...certificate?.named,
      },
    };
  });
  return { ...result, receipt };
}

async function findLine(tx: Tx, reviewId: string, id: string) {
  const line = isId(id) ? await tx.accessReviewLine.findFirst({ where: { id, reviewId } }) : null;
  if (line === null) throw new Problem("not_found");
  return line;
}
