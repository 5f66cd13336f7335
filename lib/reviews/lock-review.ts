import type { Tx } from "@/lib/db";
import { isId, Problem } from "@/lib/kernel";

/** A review, held until the transaction ends, so that what is decided and its close do not pass each other. */
export type LockedReview = { readonly createdBy: string; readonly dueAt: Date };

/** @throws Problem `not_found`, or `conflict` once it is closed. */
export async function lockReview(tx: Tx, id: string): Promise<LockedReview> {
  const [review] = isId(id)
    ? await tx.$queryRaw<{ created_by: string; due_at: Date; closed: boolean }[]>`
        select created_by, due_at, closed_at is not null as closed from portcullis.access_reviews
        where tenant_id = (select portcullis.tenant_id()) and id = ${id}::uuid for update`
    : [];
  if (review === undefined) throw new Problem("not_found");
  if (review.closed) throw new Problem("conflict", { detail: "This review is closed." });
  return { createdBy: review.created_by, dueAt: review.due_at };
}
