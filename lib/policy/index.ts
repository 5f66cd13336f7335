/**
 * Policy: tool rules, checked, compiled and asked. Deterministic and deny by default; every answer
 * names the rule that gave it.
 */
export { checkRules, type RulesCheck } from "./check-rules";
export { type CompiledRules, compileRules, hashRules } from "./compile-rules";
export {
  DEFAULT_DENY,
  decide,
  decideOther,
  HIDDEN,
  NO_POLICY,
  type PlannedLimit,
  type PolicyDecision,
  toolIsListed,
} from "./decide";
export { describeCondition, describeLimit } from "./describe-rule";
export { type Explanation, explainRule } from "./explain-rule";
export {
  type Condition,
  DENY_ALL,
  type Limit,
  type RulesDocument,
  rulesSchema,
  type ToolRule,
} from "./rules.schema";
