import { type Caller, change } from "@/lib/access";
import type { Database } from "@/lib/db";
import { newId, now, Problem, type Shown } from "@/lib/kernel";
import { announce } from "@/lib/notices";
import { gatherLines } from "./gather-lines";
import type { begunReviewSchema, NewReviewInput } from "./review.schema";
import { concerned, nameReviewers } from "./reviewers";

const AT_ONCE = 1_000;

/**
 * Begins a review: a line for each of what is to be reviewed, with what it holds at this moment. Those
 * who are to decide it are told.
 *
 * @throws Problem `unprocessable` for a date that has passed, a reviewer who may not decide, or nothing
 * to review.
 */
export async function beginReview(
  { db }: { readonly db: Database },
  caller: Caller,
  input: NewReviewInput,
): Promise<Shown<typeof begunReviewSchema>> {
  const id = newId();
  const { tenantId } = caller;
  const { name, holding } = input;
  const dueAt = futureDate(input.dueAt);
  const { result, receipt } = await change(db, caller, "reviews:write", async (tx) => {
    const subjects = [...new Set(input.subjects)];
    const row = { tenantId, id, name, dueAt, subjects, holding, createdBy: caller.actor };
    await tx.accessReview.create({ data: row });
    await nameReviewers(tx, caller, id, input.reviewers);
    const lines = (await gatherLines(tx, tenantId, { subjects, holding })).map((one) => ({
      ...{ tenantId, id: newId(), reviewId: id },
      ...one,
    }));
    if (lines.length === 0) throw refused("/subjects", "There is nothing of this to review");
    for (let from = 0; from < lines.length; from += AT_ONCE)
      await tx.accessReviewLine.createMany({ data: lines.slice(from, from + AT_ONCE) });
    const to = await concerned(tx, id);
    await announce(tx, caller, { kind: "review.begun", to, refs: { review: id } });
    return {
      result: lines.length,
      entry: {
        type: "review.begun",
        action: "review.begin",
        target: `review:${id}`,
        outcome: "done",
        refs: { review: id },
      },
    };
  });
  return { id, lines: result, receipt };
}

/** The date that a text names. Throws where it has passed. */
export function futureDate(text: string): Date {
  const date = new Date(text);
  if (date > now()) return date;
  throw refused("/dueAt", "The date must be in the future");
}

function refused(path: string, message: string): Problem {
  return new Problem("unprocessable", { extensions: { fields: [{ path, message }] } });
}
