/**
 * Decisions: the durable record of every judged call. Written in batches together with its quota and
 * its ledger entry, read by people who want to know what passed, what was refused, and why.
 */
export { type Committer, createCommitter, DEGRADED_LEDGER, type Recorded } from "./committer";
export {
  decisionDetailSchema,
  decisionSummarySchema,
  decisionViewSchema,
  dryRunResultSchema,
} from "./decision.schema";
export type { DecisionDetail } from "./decision-detail";
export { type DecisionFilter, decisionFilterSchema } from "./decision-filter.schema";
export type { DecisionView } from "./decision-view";
export { type DryRun, type DryRunCall, dryRunRules } from "./dry-run-rules";
export { type ExplainedRequest, explainRequest, type RulesThen } from "./explain-request";
export { getDecision } from "./get-decision";
export { type GrantUse, grantUse } from "./grant-use";
export { registerInstance } from "./instance";
export { listDecisions } from "./list-decisions";
export {
  argumentKeys,
  type CallToDecide,
  type CallToSettle,
  OUTCOMES,
  type Outcome,
  REDACTION_VERSION,
} from "./record";
export { abandonedCallSweep } from "./settle-abandoned";
export { GATE_STEPS, type GateStep, type StepDuration } from "./steps";
export {
  type DecisionCounts,
  type DecisionSummary,
  summariseDecisions,
} from "./summarise-decisions";
