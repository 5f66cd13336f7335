import { type Caller, change } from "@/lib/access";
import type { Database, Tx } from "@/lib/db";
import { requireFreshWhileDegraded } from "@/lib/identity";
import { now, Problem, type Shown } from "@/lib/kernel";
import { certify } from "./certify";
import { type LineRefusal, lineRefusal } from "./judge-line";
import { lockReview } from "./lock-review";
import { ownAmong } from "./people-behind";
import type { KeptLinesInput, keptSchema } from "./review.schema";
import { reviewersNow } from "./reviewers";

/**
 * Keeps several lines that nobody has decided yet, all or none: as if each had been decided alone, with
 * an entry each. Those of which more is held than when the review began are skipped: they want a look.
 *
 * @throws Problem `not_found` if one is no line of this review, `conflict` if one was decided, or the
 * review is closed, `forbidden`, `identity_degraded`; `line_changed` where all of them would be skipped.
 */
export async function keepLines(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
  { lines: chosen, note }: KeptLinesInput,
): Promise<Shown<typeof keptSchema>> {
  const { tenantId, actor } = caller;
  const ids = [...new Set(chosen)];
  const { result, receipt } = await change(db, caller, "reviews:write", async (tx) => {
    await requireFreshWhileDegraded(tx, caller);
    await lockReview(tx, id);
    const lines = await tx.accessReviewLine.findMany({ where: { reviewId: id, id: { in: ids } } });
    if (lines.length < ids.length) throw new Problem("not_found");
    const reviewers = await reviewersNow(tx, id);
    await refuseLine(tx, caller, { lines, decision: "keep", reviewers });
    if (lines.some(({ decision }) => decision !== null)) {
      throw new Problem("conflict", {
        detail: "One of these lines was decided meanwhile. Look at the page again.",
      });
    }
    const certificates = await certify(tx, tenantId, lines);
    const kept = lines.filter((line) => certificates.has(line.id));
    const decided = { decision: "keep", decidedBy: actor, decidedAt: now(), note: note ?? null };
    for (const line of kept)
      await tx.accessReviewLine.updateMany({
        where: { tenantId, reviewId: id, id: line.id },
        data: { ...decided, ...certificates.get(line.id)?.kept },
      });
    const [entry, ...also] = kept.map((line) => ({
      ...({ type: "review.decided", action: "review.decide", target: line.subject } as const),
      ...{ outcome: "keep", reason: "done", refs: { review: id } },
      ...certificates.get(line.id)?.named,
    }));
    if (entry === undefined) throw new Problem("line_changed");
    return { result: { kept: kept.length, skipped: lines.length - kept.length }, entry, also };
  });
  return { ...result, receipt };
}

const WHY: Readonly<Record<LineRefusal | "unseen", string>> = {
  own: "Nobody decides on themselves, or keeps what they made. Ask another reviewer.",
  "not-reviewer": "This review names who decides it, and you are not among them.",
  unseen: "A grant in a workspace that you do not see is decided by somebody who sees it.",
};

/** @throws Problem `forbidden` if the caller may not decide one of these lines so. */
export async function refuseLine(
  tx: Tx,
  { actor }: Pick<Caller, "actor">,
  given: {
    readonly lines: readonly { readonly subject: string; readonly decision: string | null }[];
    readonly decision: "keep" | "remove";
    readonly reviewers: readonly string[];
  },
): Promise<void> {
  const { lines, decision, reviewers } = given;
  const subjects = lines.map(({ subject }) => subject);
  const own = await ownAmong(tx, actor, subjects);
  for (const { subject, decision: before } of lines) {
    const asked = before === "remove";
    const judged = { actor, subject, decision, own: own.has(subject), asked, reviewers };
    const refusal = lineRefusal(judged);
    if (refusal !== null) throw new Problem("forbidden", { detail: WHY[refusal] });
  }
  const grants = subjects.flatMap((one) => (one.startsWith("grant:") ? [one.slice(6)] : []));
  if (
    grants.length > 0 &&
    (await tx.grant.count({ where: { id: { in: grants } } })) < grants.length
  )
    throw new Problem("forbidden", { detail: WHY.unseen });
}
