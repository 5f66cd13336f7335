import { type Caller, change, mayDo } from "@/lib/access";
import { revokeApiKey } from "@/lib/credentials";
import { type Database, joinTransaction, type Tx } from "@/lib/db";
import { isId, now, Problem, type Shown } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { announce } from "@/lib/notices";
import { removeMember } from "@/lib/people";
import type { decidedLineSchema, ReviewDecision } from "./review.schema";

type Line = { readonly id: string; readonly subject: string; readonly done: boolean };

/**
 * Decides one line of a review. What is to be removed goes in the same transaction where the reviewer
 * may do that; where not, those who may are told, and one of them decides it again. Nobody decides on
 * themselves.
 *
 * @throws Problem `not_found`, `conflict` once the review is closed or the line is done, `forbidden`.
 */
export async function decideLine(
  { db }: { readonly db: Database },
  caller: Caller,
  { id, lineId }: { readonly id: string; readonly lineId: string },
  { decision }: ReviewDecision,
): Promise<Shown<typeof decidedLineSchema>> {
  const { tenantId, actor } = caller;
  const { result, receipt } = await change(db, caller, "reviews:write", async (tx) => {
    const line = await lockLine(tx, id, lineId);
    if (line.subject === actor) {
      throw new Problem("forbidden", {
        detail: "Nobody decides on themselves. Ask another reviewer.",
      });
    }
    if (line.done)
      throw new Problem("conflict", { detail: "This line was decided, and it is done." });
    const done = decision === "keep" ? false : await takeAway({ db, tx }, caller, line.subject);
    if (decision === "remove" && !done) {
      await announce(tx, caller, {
        kind: "review.asks",
        to: { permission: permissionFor(line.subject) },
        refs: { review: id },
      });
    }
    await tx.accessReviewLine.updateMany({
      where: { tenantId, id: lineId },
      data: { decision, decidedBy: actor, decidedAt: now(), done },
    });
    return {
      result: { done },
      entry: {
        type: "review.decided",
        action: "review.decide",
        target: line.subject,
        outcome: decision,
        reason: done || decision === "keep" ? "done" : "asked",
        refs: { review: id },
      },
    };
  });
  return { ...result, receipt };
}

/**
 * Closes a review of which every line is decided, and done where something was to go.
 *
 * @throws Problem `conflict`, saying how many lines stand against it; `not_found`.
 */
export async function closeReview(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
): Promise<{ readonly receipt: Receipt }> {
  const { tenantId } = caller;
  const { receipt } = await change(db, caller, "reviews:write", async (tx) => {
    await lockOpen(tx, id);
    const open = await tx.accessReviewLine.count({
      where: {
        tenantId,
        reviewId: id,
        OR: [{ decision: null }, { decision: "remove", done: false }],
      },
    });
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

const permissionFor = (subject: string) =>
  subject.startsWith("member:") ? ("members:write" as const) : ("api-keys:write" as const);

/** Whether it was taken away: false where the caller may not. Who went in the meantime is gone. */
async function takeAway(
  { db, tx }: { readonly db: Database; readonly tx: Tx },
  caller: Caller,
  subject: string,
): Promise<boolean> {
  if (!mayDo(caller, permissionFor(subject))) return false;
  const id = subject.slice(subject.indexOf(":") + 1);
  const rooms = { db: joinTransaction(db, tx) };
  if (subject.startsWith("member:")) {
    const active = { id, status: "active" };
    if ((await tx.member.count({ where: active })) > 0) await removeMember(rooms, caller, id, {});
  } else if ((await tx.apiKey.count({ where: { id, revokedAt: null } })) > 0) {
    await revokeApiKey(rooms, caller, id);
  }
  return true;
}

async function lockOpen(tx: Tx, id: string): Promise<void> {
  const [review] = isId(id)
    ? await tx.$queryRaw<{ closed: boolean }[]>`
        select closed_at is not null as closed from portcullis.access_reviews
        where tenant_id = (select portcullis.tenant_id()) and id = ${id}::uuid for update`
    : [];
  if (review === undefined) throw new Problem("not_found");
  if (review.closed) throw new Problem("conflict", { detail: "This review is closed." });
}

async function lockLine(tx: Tx, id: string, lineId: string): Promise<Line> {
  await lockOpen(tx, id);
  const line = isId(lineId)
    ? await tx.accessReviewLine.findFirst({ where: { id: lineId, reviewId: id } })
    : null;
  if (line === null) throw new Problem("not_found");
  return line;
}
