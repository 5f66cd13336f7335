import type { Condition, Limit, RulesDocument } from "@/lib/policy/rules.schema";
import { editJson, type KeyPath } from "./edit-json";
import { setToolState, type TargetState } from "./set-state";

/** One change to the text of the rules: what is to stand at a path, `undefined` for nothing. */
export type RuleEdit = { readonly path: KeyPath; readonly value: unknown };
export type ConditionKind = "require" | "deny_if" | "approve_if";

/** The text with all edits made, one after the other. */
export function applyEdits(text: string, edits: readonly RuleEdit[]): string {
  return edits.reduce((now, { path, value }) => editJson(now, path, value), text);
}

/** What setting a tool to a state changes: its place on the hide list, and on the list of tools. */
export function stateEdits(
  rules: RulesDocument,
  tool: string,
  target: TargetState,
): readonly RuleEdit[] {
  const next = setToolState(rules, tool, target);
  const edits: RuleEdit[] = [];
  if (!same(rules.hide, next.hide)) edits.push({ path: ["hide"], value: next.hide });
  const listed = (document: RulesDocument) => Object.hasOwn(document.tools ?? {}, tool);
  if (listed(rules) !== listed(next)) {
    edits.push({ path: ["tools", tool], value: listed(next) ? {} : undefined });
  }
  return edits;
}

/** A tool's conditions of the kinds given; a kind without any is taken out. */
export function conditionEdits(
  tool: string,
  kinds: Partial<Record<ConditionKind, readonly Condition[]>>,
): readonly RuleEdit[] {
  return Object.entries(kinds).map(([kind, list]) => ({
    path: ["tools", tool, kind],
    value: list.length > 0 ? list : undefined,
  }));
}

/** The limits of a tool, or of all tools together where none is named. */
export function limitEdits(tool: string | null, limits: readonly Limit[]): readonly RuleEdit[] {
  const value = limits.length > 0 ? limits : undefined;
  if (tool !== null) return [{ path: ["tools", tool, "limits"], value }];
  if (value === undefined) return [{ path: ["all_tools"], value }];
  return [{ path: ["all_tools", "limits"], value }];
}

function same(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index]);
}
