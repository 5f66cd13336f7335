import { RE2JS } from "re2js";
import type { Condition } from "./rules.schema";

/** The largest expression, in steps of its compiled program: `a{1,200}` has about four hundred. */
export const MAX_EXPRESSION_STEPS = 2_000;
/** All expressions of a document together. They are compiled whenever a process loads the rules. */
export const MAX_DOCUMENT_STEPS = 10_000;
/** What one call may cost: the steps of its tool's expressions times the characters they read. */
const CALL_STEPS = 16_000_000;
/** However small its expressions are. */
const MAX_CHARACTERS = 1_000_000;

/**
 * The steps of an expression's program. A linear-time engine takes their number times the length of
 * the text, so each must be bounded, or one tenant's rules keep everybody's gate busy.
 *
 * @throws if the expression does not compile.
 */
export function expressionSteps(expression: string): number {
  return RE2JS.compile(expression).programSize();
}

/** The longest text that a tool's expressions may be held against; a longer one is uncertain. */
export function judgeableCharacters(conditions: readonly Condition[]): number {
  const steps = conditions.reduce(
    (sum, condition) => (condition.op === "regex" ? sum + expressionSteps(condition.value) : sum),
    0,
  );
  return Math.min(MAX_CHARACTERS, Math.floor(CALL_STEPS / Math.max(1, steps)));
}
