import { type Caller, change, isPermission, isRole, permissionsOf } from "@/lib/access";
import { allowedLive } from "@/lib/credentials";
import type { Database, Tx } from "@/lib/db";
import { newId, now, Problem, type Shown } from "@/lib/kernel";
import { announce } from "@/lib/notices";
import type { begunReviewSchema, NewReviewInput } from "./review.schema";

/**
 * Begins a review: a line for every member and every live key, with what each may do at this moment.
 * Whoever decides reviews is told.
 */
export async function beginReview(
  { db }: { readonly db: Database },
  caller: Caller,
  input: NewReviewInput,
): Promise<Shown<typeof begunReviewSchema>> {
  const id = newId();
  const { tenantId } = caller;
  const dueAt = new Date(input.dueAt);
  if (dueAt <= now()) {
    throw new Problem("unprocessable", {
      extensions: { fields: [{ path: "/dueAt", message: "The date must be in the future" }] },
    });
  }
  const { result, receipt } = await change(db, caller, "reviews:write", async (tx) => {
    const row = { tenantId, id, name: input.name, dueAt, createdBy: caller.actor };
    await tx.accessReview.create({ data: row });
    const held = [...(await membersNow(tx, tenantId)), ...(await allowedLive(tx, tenantId, now()))];
    const data = held.map((one) => ({ tenantId, id: newId(), reviewId: id, ...one }));
    await tx.accessReviewLine.createMany({ data });
    await announce(tx, caller, {
      kind: "review.begun",
      to: { permission: "reviews:write" },
      refs: { review: id },
    });
    return {
      result: data.length,
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

async function membersNow(tx: Tx, tenantId: string) {
  const where = { tenantId, status: "active" };
  const members = await tx.member.findMany({ where, orderBy: { id: "asc" } });
  const roles = await tx.role.findMany({ where: { tenantId } });
  return members.map(({ id, role, customRole }) => ({
    subject: `member:${id}`,
    held: isRole(role)
      ? [...permissionsOf(role)].sort()
      : (roles.find((one) => one.id === customRole)?.permissions ?? []).filter(isPermission),
  }));
}
