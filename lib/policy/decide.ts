import type { JsonObject } from "@/lib/kernel";
import type { CompiledLimit, CompiledRules, CompiledTool } from "./compile-rules";
import { valueAt } from "./evaluate-condition";

/** What a call must still take from a quota before it may go on. */
export type PlannedLimit = {
  readonly counter: string;
  readonly period: "minute" | "hour" | "day";
  readonly scope: "grant" | "workspace" | "provider" | "tenant";
  readonly max: number;
  readonly amount: number;
  readonly rule: string;
};

export type PolicyDecision =
  | { readonly decision: "allow"; readonly limits: readonly PlannedLimit[] }
  | { readonly decision: "refuse"; readonly rule: string };

/** Rules that are not pointers into a document. */
export const NO_POLICY = "(no policy)";
export const DEFAULT_DENY = "(default deny)";
export const HIDDEN = "(hidden)";

const NO_RULES: CompiledTool = { require: [], denyIf: [], approveIf: [], limits: [] };

/**
 * Judges one call. Deterministic: the same rules, tool and arguments give the same answer. The order
 * is hide, unlisted, require, deny_if, approve_if, limits of all tools, limits of the tool; the first
 * that refuses is the rule. `approve_if` refuses under its own rule until an approval can be given.
 * Without rules nothing passes.
 */
export function decide(
  rules: CompiledRules | null,
  tool: string,
  args: JsonObject | undefined,
): PolicyDecision {
  if (rules === null) return refuse(NO_POLICY);
  if (rules.hidden.has(tool)) return refuse(HIDDEN);
  const listed = rules.tools.get(tool);
  if (listed === undefined && rules.byDefault === "deny") return refuse(DEFAULT_DENY);
  const { require, denyIf, approveIf, limits } = listed ?? NO_RULES;

  const failed = require.find((condition) => condition.holds(args) !== "yes");
  if (failed !== undefined) return refuse(failed.rule);
  const fired = [...denyIf, ...approveIf].find((condition) => condition.holds(args) !== "no");
  if (fired !== undefined) return refuse(fired.rule);

  return plan([...rules.sharedLimits, ...limits], args);
}

/** Whether a tool is on the list a client sees: hidden ones are not, refused ones are. */
export function toolIsListed(rules: CompiledRules | null, tool: string): boolean {
  return rules !== null && !rules.hidden.has(tool);
}

/** What rules that know only tools say of resources and prompts: what they say of an unlisted tool. */
export function decideOther(
  rules: CompiledRules | null,
  args: JsonObject | undefined,
): PolicyDecision {
  if (rules === null) return refuse(NO_POLICY);
  return rules.byDefault === "allow" ? plan(rules.sharedLimits, args) : refuse(DEFAULT_DENY);
}

function refuse(rule: string): PolicyDecision {
  return { decision: "refuse", rule };
}

function plan(limits: readonly CompiledLimit[], args: JsonObject | undefined): PolicyDecision {
  const planned: PlannedLimit[] = [];
  for (const limit of limits) {
    const amount = limit.amountPath === null ? 1 : valueAt(args, limit.amountPath);
    // An amount that cannot be counted exactly must not pass uncounted.
    if (typeof amount !== "number" || amount < 0) return refuse(limit.rule);
    planned.push({
      counter: limit.counter,
      period: limit.window,
      scope: limit.scope,
      max: limit.max,
      amount,
      rule: limit.rule,
    });
  }
  return { decision: "allow", limits: planned };
}
