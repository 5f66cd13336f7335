import { type Caller, nameRecords, read } from "@/lib/access";
import type { Database, Tx } from "@/lib/db";
import { isId, now, Problem, type Shown } from "@/lib/kernel";
import type { reviewListSchema, reviewSchema, reviewSummarySchema } from "./review.schema";

type Row = Awaited<ReturnType<Tx["accessReview"]["findFirstOrThrow"]>>;
/** So many are shown; a year of weekly ones is fewer. */
const MOST = 100;

/** The reviews there are, the newest first. */
export async function listReviews(
  { db }: { readonly db: Database },
  caller: Caller,
): Promise<Shown<typeof reviewListSchema>> {
  const { tenantId } = caller;
  return await read(db, caller, "reviews:read", async (tx) => {
    const rows = await tx.accessReview.findMany({
      where: { tenantId },
      orderBy: { id: "desc" },
      take: MOST,
    });
    const counts = await tx.accessReviewLine.groupBy({
      by: ["reviewId"],
      where: { tenantId, reviewId: { in: rows.map(({ id }) => id) } },
      _count: { _all: true, decision: true },
    });
    const data = rows.map((row) => {
      const count = counts.find(({ reviewId }) => reviewId === row.id)?._count;
      return summarise(row, count?._all ?? 0, count?.decision ?? 0);
    });
    return { data };
  });
}

/** One review with its lines. `not_found` for another organisation's as for none. */
export async function getReview(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
): Promise<Shown<typeof reviewSchema>> {
  const { tenantId } = caller;
  const { row, lines } = await read(db, caller, "reviews:read", async (tx) => {
    const found = isId(id) ? await tx.accessReview.findFirst({ where: { tenantId, id } }) : null;
    if (found === null) throw new Problem("not_found");
    const where = { tenantId, reviewId: id };
    return {
      row: found,
      lines: await tx.accessReviewLine.findMany({ where, orderBy: { id: "asc" } }),
    };
  });
  const subjects = lines.map(({ subject }) => subject);
  const names = await nameRecords({ db }, caller, subjects);
  const decided = lines.filter(({ decision }) => decision !== null).length;
  return {
    ...summarise(row, lines.length, decided),
    each: lines.map(({ id: line, subject, held, decision, decidedBy, decidedAt, done }) => ({
      ...{ id: line, subject, name: names.get(subject) ?? subject, held, decidedBy, done },
      decision: decision === "keep" || decision === "remove" ? decision : null,
      decidedAt: decidedAt?.toISOString() ?? null,
    })),
  };
}

function summarise(row: Row, lines: number, decided: number): Shown<typeof reviewSummarySchema> {
  const { id, name, dueAt, createdBy, createdAt, closedAt } = row;
  return {
    ...{ id, name, createdBy, lines, decided },
    dueAt: dueAt.toISOString(),
    createdAt: createdAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
    overdue: closedAt === null && dueAt < now(),
  };
}
