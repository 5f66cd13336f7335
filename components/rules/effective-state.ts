import { describeCondition, describeLimit } from "@/lib/policy/describe-rule";
import type { RulesDocument } from "@/lib/policy/rules.schema";

export type EffectiveState = "allowed" | "limited" | "conditional" | "refused" | "hidden";
export type Effect = {
  readonly state: EffectiveState;
  /** What it depends on, a phrase each: `refused if a is above 1000`. */
  readonly notes: readonly string[];
};

/**
 * What rules mean for a tool before any argument is known. In the order of the gate: hidden, then
 * unlisted, then conditions, then limits; without rules everything is refused.
 */
export function effectiveState(rules: RulesDocument | null, tool: string): Effect {
  if (rules === null) return { state: "refused", notes: ["no rules are published"] };
  if (rules.hide?.includes(tool)) {
    return { state: "hidden", notes: ["not on the list, and answers as an unknown tool"] };
  }
  const listed = Object.hasOwn(rules.tools ?? {}, tool) ? rules.tools?.[tool] : undefined;
  if (listed === undefined && rules.default === "deny") {
    return { state: "refused", notes: ["not listed"] };
  }
  const conditions = [
    ...(listed?.require ?? []).map((one) => `only if ${describeCondition(one)}`),
    ...(listed?.deny_if ?? []).map((one) => `refused if ${describeCondition(one)}`),
    ...(listed?.approve_if ?? []).map((one) => `needs approval if ${describeCondition(one)}`),
  ];
  const limits = [
    ...(listed?.limits ?? []).map((one) => describeLimit(one)),
    ...(rules.all_tools?.limits ?? []).map((one) => `${describeLimit(one)}, with all tools`),
  ];
  const notes = [...conditions, ...limits];
  if (conditions.length > 0) return { state: "conditional", notes };
  return limits.length > 0 ? { state: "limited", notes } : { state: "allowed", notes };
}

/** An effect as a sentence. */
export function effectWords({ notes }: Effect): string {
  const text = notes.length === 0 ? "every call passes" : notes.join("; ");
  return `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}`;
}
