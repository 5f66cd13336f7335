import { type Caller, read } from "@/lib/access";
import type { Database } from "@/lib/db";
import { isId, Problem, type Shown } from "@/lib/kernel";
import { listEntries } from "@/lib/ledger";
import type { decisionDetailSchema } from "./decision.schema";
import { ruleExplainer, viewDecisions } from "./decision-view";

export type DecisionDetail = Shown<typeof decisionDetailSchema>;

const HISTORY = 20;

/** One decision with its explanation, what it took from which limit, and its ledger entries. */
export async function getDecision(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
): Promise<DecisionDetail> {
  return await read(db, caller, "decisions:read", async (tx) => {
    const row = isId(id) ? await tx.decision.findFirst({ where: { id } }) : null;
    if (row === null) throw new Problem("not_found");
    const [view] = await viewDecisions(tx, [row]);
    if (view === undefined) throw new Problem("not_found");
    const explain = await ruleExplainer(tx, [row]);
    const entries = await listEntries(tx, { stream: id, limit: HISTORY });
    const reservations = await tx.quotaReservation.findMany({
      where: { decisionId: id },
      orderBy: { ordinal: "asc" },
    });
    return {
      ...view,
      otherwise: view.decision === "refuse" ? explain(view.rule, view.policyHash).otherwise : null,
      history: entries.reverse(),
      reservations: reservations.map((item) => ({
        scope: item.scope,
        counter: item.counter,
        period: item.period,
        windowStart: item.windowStart.toISOString(),
        amount: item.amount.toString(),
        state: item.state,
      })),
    };
  });
}
