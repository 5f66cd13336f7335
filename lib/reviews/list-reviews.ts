import { type Caller, read } from "@/lib/access";
import type { Database, Prisma, Tx } from "@/lib/db";
import { isId, now, Problem, type Shown } from "@/lib/kernel";
import {
  type ReviewFilter,
  type reviewSchema,
  SUBJECT_KINDS,
  type SubjectKind,
} from "./review.schema";

export type ReviewView = Shown<typeof reviewSchema>;
type Row = Awaited<ReturnType<Tx["accessReview"]["findFirstOrThrow"]>>;

/** The reviews there are, the newest first, a page at a time. */
export async function listReviews(
  { db }: { readonly db: Database },
  caller: Caller,
  input: ReviewFilter & { readonly limit: number; readonly cursor?: string | null },
): Promise<{ readonly data: ReviewView[]; readonly nextCursor: string | null }> {
  const before = input.cursor ?? undefined;
  if (before !== undefined && !isId(before))
    throw new Problem("invalid_request", { detail: "The cursor is not one this list gave." });
  return await read(db, caller, "reviews:read", async (tx) => {
    const rows = await tx.accessReview.findMany({
      where: {
        ...{ tenantId: caller.tenantId, ...whereState(input.state) },
        ...(before === undefined ? {} : { id: { lt: before } }),
      },
      orderBy: { id: "desc" },
      take: input.limit + 1,
    });
    const page = rows.slice(0, input.limit);
    return {
      data: await viewReviews(tx, page),
      nextCursor: rows.length > input.limit ? (page.at(-1)?.id ?? null) : null,
    };
  });
}

/** One review. `not_found` for another organisation's as for none. */
export async function getReview(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
): Promise<ReviewView> {
  return await read(db, caller, "reviews:read", (tx) => findReview(tx, id));
}

/** The same within a transaction. */
export async function findReview(tx: Tx, id: string): Promise<ReviewView> {
  const row = isId(id) ? await tx.accessReview.findFirst({ where: { id } }) : null;
  const [view] = row === null ? [] : await viewReviews(tx, [row]);
  if (view === undefined) throw new Problem("not_found");
  return view;
}

function whereState(state: ReviewFilter["state"]): Prisma.AccessReviewWhereInput {
  if (state === undefined) return {};
  if (state === "closed") return { closedAt: { not: null } };
  return { closedAt: null, ...(state === "overdue" ? { dueAt: { lt: now() } } : {}) };
}

async function viewReviews(tx: Tx, rows: readonly Row[]): Promise<ReviewView[]> {
  const ids = rows.map(({ id }) => id);
  const counts = await tx.$queryRaw<
    { id: string; lines: number; decided: number; asked: number }[]
  >`
    select review_id::text as id, count(*)::int as lines,
      count(*) filter (where decision is not null or done)::int as decided,
      count(*) filter (where decision = 'remove' and not done)::int as asked
    from portcullis.access_review_lines
    where tenant_id = (select portcullis.tenant_id()) and review_id = any (${ids}::uuid[])
    group by review_id`;
  const reviewers = await tx.accessReviewReviewer.findMany({
    where: { reviewId: { in: ids } },
    orderBy: { memberId: "asc" },
  });
  return rows.map(({ id, name, dueAt, createdBy, createdAt, closedAt, subjects, holding }) => {
    const { lines, decided, asked } = counts.find((one) => one.id === id) ?? NONE;
    return {
      ...{ id, name, createdBy, holding, lines, decided, asked },
      dueAt: dueAt.toISOString(),
      createdAt: createdAt.toISOString(),
      closedAt: closedAt?.toISOString() ?? null,
      overdue: closedAt === null && dueAt < now(),
      subjects: subjects.filter((one): one is SubjectKind =>
        (SUBJECT_KINDS as readonly string[]).includes(one),
      ),
      reviewers: reviewers.filter(({ reviewId }) => reviewId === id).map((one) => one.memberId),
    };
  });
}

const NONE = { lines: 0, decided: 0, asked: 0 };
