import { type Caller, nameRecords, read } from "@/lib/access";
import { type Database, joinTransaction, type Prisma, type Tx } from "@/lib/db";
import { isId, Problem, type Shown } from "@/lib/kernel";
import { keptOf, knownOf } from "./certify";
import { goneAmong } from "./gone-among";
import { type HeldNow, heldNow } from "./held-now";
import { hasGrown } from "./judge-holding";
import { findReview } from "./list-reviews";
import { ownAmong } from "./people-behind";
import type { LineFilter, reviewLineSchema } from "./review.schema";

export type ReviewLineView = Shown<typeof reviewLineSchema>;
type Row = Awaited<ReturnType<Tx["accessReviewLine"]["findFirstOrThrow"]>>;

/** The lines of one review, members first, a page at a time. */
export async function listReviewLines(
  { db }: { readonly db: Database },
  caller: Caller,
  reviewId: string,
  input: LineFilter & { readonly limit: number; readonly cursor?: string | null },
): Promise<{ readonly data: ReviewLineView[]; readonly nextCursor: string | null }> {
  const after = input.cursor ?? undefined;
  if (after !== undefined && !isId(after))
    throw new Problem("invalid_request", { detail: "The cursor is not one this list gave." });
  const { tenantId } = caller;
  return await read(db, caller, "reviews:read", async (tx) => {
    await findReview(tx, reviewId);
    const rows = await tx.accessReviewLine.findMany({
      where: {
        ...{ tenantId, reviewId, ...whereState(input.state) },
        ...(input.kind === undefined ? {} : { subject: { startsWith: `${input.kind}:` } }),
      },
      orderBy: [{ subject: "desc" }, { id: "desc" }],
      ...(after === undefined ? {} : { cursor: { tenantId_id: { tenantId, id: after } }, skip: 1 }),
      take: input.limit + 1,
    });
    const page = rows.slice(0, input.limit);
    const joined = { db: joinTransaction(db, tx) };
    return {
      data: await viewLines(tx, joined, caller, page),
      nextCursor: rows.length > input.limit ? (page.at(-1)?.id ?? null) : null,
    };
  });
}

/** One line of a review. `not_found` for another organisation's as for none. */
export async function getReviewLine(
  { db }: { readonly db: Database },
  caller: Caller,
  reviewId: string,
  id: string,
): Promise<ReviewLineView> {
  return await read(db, caller, "reviews:read", async (tx) => {
    const row =
      isId(reviewId) && isId(id)
        ? await tx.accessReviewLine.findFirst({ where: { id, reviewId } })
        : null;
    const joined = { db: joinTransaction(db, tx) };
    const [view] = row === null ? [] : await viewLines(tx, joined, caller, [row]);
    if (view === undefined) throw new Problem("not_found");
    return view;
  });
}

function whereState(state: LineFilter["state"]): Prisma.AccessReviewLineWhereInput {
  switch (state) {
    case undefined:
      return {};
    case "open":
      return { decision: null, done: false };
    case "asked":
      return { decision: "remove", done: false };
    default:
      return { decision: state };
  }
}

async function viewLines(
  tx: Tx,
  rooms: { readonly db: Database },
  caller: Caller,
  rows: readonly Row[],
): Promise<ReviewLineView[]> {
  const subjects = rows.map(({ subject }) => subject);
  const names = await nameRecords(rooms, caller, subjects);
  const gone = await goneAmong(tx, subjects);
  const own = await ownAmong(tx, caller.actor, subjects);
  const used = await lastUses(tx, subjects);
  const current = await heldNow(tx, caller.tenantId, subjects);
  return rows.map((row) => viewOf(row, { names, gone, own, used, current }));
}

type Known = {
  readonly names: ReadonlyMap<string, string>;
  readonly gone: ReadonlySet<string>;
  readonly own: ReadonlySet<string>;
  readonly used: ReadonlyMap<string, Date | null>;
  readonly current: ReadonlyMap<string, HeldNow>;
};

function viewOf(row: Row, { names, gone, own, used, current }: Known): ReviewLineView {
  const { id, subject, role, level, held, sees, since, decision, note, done } = row;
  const now = current.get(subject);
  const kept = keptOf(row);
  return {
    ...{ id, subject, role, level, held, sees, note, done },
    name: names.get(subject) ?? subject,
    since: since?.toISOString() ?? null,
    now: now
      ? {
          ...{ role: now.role, level: now.level, version: now.version },
          ...{ held: [...now.held], sees: [...now.sees] },
        }
      : null,
    kept: kept && { ...kept, held: [...kept.held], sees: [...kept.sees] },
    grown: now !== undefined && hasGrown(knownOf(row), now),
    lastUsedAt: used.get(subject)?.toISOString() ?? null,
    gone: gone.has(subject),
    own: own.has(subject),
    decision: decision === "keep" || decision === "remove" ? decision : null,
    decidedBy: row.decidedBy,
    decidedAt: row.decidedAt?.toISOString() ?? null,
  };
}

/** When each was used last: a member by their sessions and sign-ins, the rest by what is noted of it. */
async function lastUses(
  tx: Tx,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, Date | null>> {
  const rows = await tx.$queryRaw<{ subject: string; at: Date | null }[]>`
    select s.subject, case split_part(s.subject, ':', 1)
      when 'member' then greatest(
        (select max(seen_at) from portcullis.sessions
         where tenant_id = (select portcullis.tenant_id()) and member_id = s.id),
        (select l.at from portcullis.ledger_entries l
         where l.tenant_id = (select portcullis.tenant_id()) and l.actor = s.subject
           and l.type = 'session.started' order by l.seq desc limit 1))
      when 'api-key' then (select last_used_at from portcullis.api_keys
        where tenant_id = (select portcullis.tenant_id()) and id = s.id)
      when 'grant' then (select last_used_at from portcullis.grants
        where tenant_id = (select portcullis.tenant_id()) and id = s.id)
      end as at
    from (select one as subject, split_part(one, ':', 2)::uuid as id
          from unnest(${[...subjects]}::text[]) as one) as s`;
  return new Map(rows.map(({ subject, at }) => [subject, at]));
}
