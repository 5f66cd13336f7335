import { type Canonical, canonicalJson } from "@/lib/crypto";
import type { Condition, RulesDocument, ToolRule } from "@/lib/policy";

/** What is known of a recorded call: its argument names, never their values. */
export type RecordedCall = {
  readonly method: string;
  readonly tool: string | null;
  readonly argumentKeys: readonly string[];
  /** Argument names beyond those recorded: if there are any, a missing name proves nothing. */
  readonly argumentKeysMore: number;
  readonly decision: "allow" | "refuse";
  readonly rule: string | null;
};

export type Replayed =
  | { readonly verdict: "allow" }
  | { readonly verdict: "refuse"; readonly rule: string }
  /** The rule that decides looks at a value, and values are not recorded. */
  | { readonly verdict: "depends"; readonly rule: string };

type ConditionKind = "require" | "deny_if" | "approve_if";

/**
 * What draft rules would have said to a recorded call, limits aside. Where a condition looks at a
 * value, the answer is taken from what happened if the rules in force then had the same conditions
 * for the tool, and is `depends` otherwise. Pure.
 */
export function replayCall(
  draft: RulesDocument,
  call: RecordedCall,
  inForce: RulesDocument | null,
): Replayed {
  if (call.method !== "tools/call" || call.tool === null) {
    return draft.default === "allow"
      ? { verdict: "allow" }
      : { verdict: "refuse", rule: "(default deny)" };
  }
  if (draft.hide?.includes(call.tool)) return { verdict: "refuse", rule: "(hidden)" };
  const rule = ownRule(draft, call.tool);
  if (rule === undefined) {
    return draft.default === "allow"
      ? { verdict: "allow" }
      : { verdict: "refuse", rule: "(default deny)" };
  }
  const known = sameConditions(rule, inForce, call.tool) ? knownOutcome(call) : null;
  return known ?? replayConditions(rule, call, call.tool);
}

function ownRule(document: RulesDocument, tool: string): ToolRule | undefined {
  return document.tools !== undefined && Object.hasOwn(document.tools, tool)
    ? document.tools[tool]
    : undefined;
}

function sameConditions(rule: ToolRule, inForce: RulesDocument | null, tool: string): boolean {
  const before =
    inForce === null || inForce.hide?.includes(tool) ? undefined : ownRule(inForce, tool);
  const conditions = ({ require = [], deny_if = [], approve_if = [] }: ToolRule) =>
    canonicalJson([require, deny_if, approve_if] as Canonical);
  return before !== undefined && conditions(before) === conditions(rule);
}

/** The same conditions said yes or named the one that refused; a limit's refusal means they said yes. */
function knownOutcome(call: RecordedCall): Replayed | null {
  if (call.decision === "allow" || call.rule?.includes("/limits/")) return { verdict: "allow" };
  const { rule } = call;
  return rule?.startsWith("/tools/") ? { verdict: "refuse", rule } : null;
}

function replayConditions(rule: ToolRule, call: RecordedCall, tool: string): Replayed {
  let depends: Replayed | null = null;
  for (const kind of ["require", "deny_if", "approve_if"] as const) {
    for (const [index, condition] of (rule[kind] ?? []).entries()) {
      const at = `/tools/${tool.replaceAll("~", "~0").replaceAll("/", "~1")}/${kind}/${index}`;
      const refuses = conditionRefuses(kind, condition, call);
      if (refuses === "yes" && depends === null) return { verdict: "refuse", rule: at };
      if (refuses === "unknown") depends ??= { verdict: "depends", rule: at };
      // A certain refusal behind an uncertain one refuses all the same, under one rule or the other.
      if (refuses === "yes") return { verdict: "refuse", rule: at };
    }
  }
  return depends ?? { verdict: "allow" };
}

function conditionRefuses(
  kind: ConditionKind,
  condition: Condition,
  call: RecordedCall,
): "yes" | "no" | "unknown" {
  const [, top = ""] = condition.path.split(".");
  const given = call.argumentKeys.includes(top) || (call.argumentKeysMore > 0 ? null : false);
  if (given !== false) return "unknown";
  if (condition.op !== "exists") return "yes";
  const holds = condition.value === false;
  return holds === (kind === "require") ? "no" : "yes";
}
