import { type Caller, read } from "@/lib/access";
import type { Database } from "@/lib/db";
import { isId, Problem } from "@/lib/kernel";
import { type DecisionDetail, detailDecisions } from "./decision-detail";

/** One decision with its explanation, what it took from which limit, and its ledger entries. */
export async function getDecision(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
): Promise<DecisionDetail> {
  return await read(db, caller, "decisions:read", async (tx) => {
    const row = isId(id) ? await tx.decision.findFirst({ where: { id } }) : null;
    const [detail] = row === null ? [] : await detailDecisions(tx, [row]);
    if (detail === undefined) throw new Problem("not_found");
    return detail;
  });
}
