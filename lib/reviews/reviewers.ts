import { type Caller, isPermission, isRole, mayDo, permissionsOf } from "@/lib/access";
import type { Tx } from "@/lib/db";
import { Problem } from "@/lib/kernel";

/** Those of these members who may decide reviews now, as the ledger names them. */
async function able(tx: Tx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const where = { id: { in: [...ids] }, status: "active" };
  const select = { id: true, role: true, customRole: true } as const;
  const members = await tx.member.findMany({ where, select, orderBy: { id: "asc" } });
  const roles = await tx.role.findMany({
    where: { id: { in: members.flatMap(({ customRole }) => customRole ?? []) } },
    select: { id: true, permissions: true },
  });
  return members.flatMap(({ id, role, customRole }) => {
    const own = roles.find((one) => one.id === customRole)?.permissions ?? [];
    const permissions = isRole(role) ? permissionsOf(role) : new Set(own.filter(isPermission));
    return mayDo({ permissions }, "reviews:write") ? `member:${id}` : [];
  });
}

/** The named reviewers of a review who still may decide it. */
export async function reviewersNow(tx: Tx, reviewId: string): Promise<string[]> {
  const rows = await tx.accessReviewReviewer.findMany({ where: { reviewId } });
  return await able(
    tx,
    rows.map(({ memberId }) => memberId),
  );
}

/**
 * Names who is to decide a review, in place of whoever was named before.
 *
 * @throws Problem `unprocessable` for somebody who may not decide reviews, or is not here.
 */
export async function nameReviewers(
  tx: Tx,
  { tenantId }: Pick<Caller, "tenantId">,
  reviewId: string,
  members: readonly string[],
): Promise<void> {
  const ids = [...new Set(members)];
  if ((await able(tx, ids)).length < ids.length) {
    const message = "Name only members who may decide reviews";
    throw new Problem("unprocessable", {
      extensions: { fields: [{ path: "/reviewers", message }] },
    });
  }
  await tx.accessReviewReviewer.deleteMany({ where: { tenantId, reviewId } });
  await tx.accessReviewReviewer.createMany({
    data: ids.map((memberId) => ({ tenantId, reviewId, memberId })),
  });
}

/** Whom to tell of a review: those named who still may decide it, or all who may decide reviews. */
export async function concerned(tx: Tx, reviewId: string) {
  const named = await reviewersNow(tx, reviewId);
  return named.length > 0
    ? { members: named.map((one) => one.slice("member:".length)) }
    : { permission: "reviews:write" as const };
}
