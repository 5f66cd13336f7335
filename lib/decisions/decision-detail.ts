import type { Tx } from "@/lib/db";
import type { Shown } from "@/lib/kernel";
import { listEntries } from "@/lib/ledger";
import type { decisionDetailSchema } from "./decision.schema";
import { type DecisionRow, ruleExplainer, viewDecisions } from "./decision-view";

export type DecisionDetail = Shown<typeof decisionDetailSchema>;

const HISTORY = 20;

/** Rows of the decision log with their explanations, what each took from which limit, and their ledger entries. */
export async function detailDecisions(
  tx: Tx,
  rows: readonly DecisionRow[],
): Promise<DecisionDetail[]> {
  const views = await viewDecisions(tx, rows);
  const explain = await ruleExplainer(tx, rows);
  const details: DecisionDetail[] = [];
  for (const view of views) {
    const entries = await listEntries(tx, { stream: view.id, limit: HISTORY });
    const reservations = await tx.quotaReservation.findMany({
      where: { decisionId: view.id },
      orderBy: { ordinal: "asc" },
    });
    details.push({
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
    });
  }
  return details;
}
