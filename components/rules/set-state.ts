import type { RulesDocument } from "@/lib/policy/rules.schema";

export type TargetState = "allowed" | "refused" | "hidden";

/** What a tool can be set to by one choice. Under a default of allow, refusing takes a condition. */
export function targetsUnder(rules: RulesDocument): readonly TargetState[] {
  return rules.default === "deny" ? ["allowed", "refused", "hidden"] : ["allowed", "hidden"];
}

/**
 * The rules with one tool set to a state. Conditions and limits of a tool that is hidden stay, so
 * that showing it again brings them back; refusing a tool takes it off the list with them.
 */
export function setToolState(
  rules: RulesDocument,
  tool: string,
  target: TargetState,
): RulesDocument {
  const others = (rules.hide ?? []).filter((name) => name !== tool);
  const hide = target === "hidden" ? [...others, tool] : others;
  const tools = { ...rules.tools };
  if (target === "allowed" && rules.default === "deny") tools[tool] ??= {};
  if (target === "refused") delete tools[tool];
  const { hide: _before, ...rest } = rules;
  return hide.length > 0 ? { ...rest, hide, tools } : { ...rest, tools };
}
