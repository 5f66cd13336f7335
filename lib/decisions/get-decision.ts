import { type Caller, read } from "@/lib/access";
import type { Database } from "@/lib/db";
import { isId, Problem } from "@/lib/kernel";
import { type LedgerEntryView, listEntries } from "@/lib/ledger";
import { type DecisionView, ruleExplainer, viewDecisions } from "./decision-view";

export type DecisionDetail = DecisionView & {
  /** Where it was refused, what would have had to be different. */
  readonly otherwise: string | null;
  /** The ledger's entries of this call, oldest first. */
  readonly history: LedgerEntryView[];
  readonly reservations: {
    readonly scope: string;
    readonly counter: string;
    readonly period: string;
    readonly windowStart: string;
    readonly amount: string;
    readonly state: string;
  }[];
};

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
