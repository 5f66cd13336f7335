import type { RulesDocument } from "@/lib/policy/rules.schema";
import { type Effect, type EffectiveState, effectiveState } from "./effective-state";
import type { SchemaPath } from "./schema-paths";

/** A tool as the grid knows it. */
export type GridTool = {
  readonly name: string;
  readonly description: string | null;
  readonly paths: readonly SchemaPath[];
};
export type GridRow = GridTool & {
  /** Whether the server was last seen to offer it; a tool that only the rules name may not be there. */
  readonly offered: boolean;
  readonly effect: Effect;
  /** What it is by the rules in force. */
  readonly now: EffectiveState;
  /** Whether the draft says anything else of it than the rules in force. */
  readonly changed: boolean;
};

/** What the grid can be narrowed to. */
export const ROW_FILTERS = {
  all: "All tools",
  allowed: "Allowed",
  limited: "Limited",
  conditional: "Custom",
  refused: "Refused",
  hidden: "Hidden",
  changed: "Changed in the draft",
} as const;
export type RowFilter = keyof typeof ROW_FILTERS;

/** What a document makes of each tool. The one in force stays the same while the draft is typed. */
const effects = new WeakMap<RulesDocument, Map<string, Effect>>();

function effectUnder(rules: RulesDocument | null, tool: string): Effect {
  if (rules === null) return effectiveState(rules, tool);
  const known = effects.get(rules) ?? new Map<string, Effect>();
  effects.set(rules, known);
  const effect = known.get(tool) ?? effectiveState(rules, tool);
  known.set(tool, effect);
  return effect;
}

/** A row a tool: those the server offers, then those that only the draft names, each by name. */
export function gridRows(
  tools: readonly GridTool[],
  draft: RulesDocument,
  published: RulesDocument | null,
): GridRow[] {
  const offered = new Set(tools.map(({ name }) => name));
  const named = [...Object.keys(draft.tools ?? {}), ...(draft.hide ?? [])];
  const others = [...new Set(named)].filter((name) => !offered.has(name)).sort();
  const unknown = others.map((name): GridTool => ({ name, description: null, paths: [] }));
  return [...tools, ...unknown].map((tool) => {
    const effect = effectUnder(draft, tool.name);
    const before = effectUnder(published, tool.name);
    // Before the first version everything is refused for want of rules: that is no change of the tool.
    const worded = published !== null && effect.notes.join() !== before.notes.join();
    const changed = effect.state !== before.state || worded;
    return { ...tool, offered: offered.has(tool.name), effect, now: before.state, changed };
  });
}

/** The rows whose name has the text in it, in the state asked for. */
export function filterRows(rows: readonly GridRow[], text: string, filter: RowFilter): GridRow[] {
  const wanted = text.trim().toLowerCase();
  return rows.filter(
    ({ name, effect, changed }) =>
      name.toLowerCase().includes(wanted) &&
      (filter === "all" || (filter === "changed" ? changed : effect.state === filter)),
  );
}
