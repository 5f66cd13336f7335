import { Select } from "@/components/ui/field";
import type { RulesDocument } from "@/lib/policy/rules.schema";
import { EffectBadge } from "./effect-badge";
import { effectiveState } from "./effective-state";
import { type TargetState, targetsUnder } from "./set-state";

type DraftEffectsProps = {
  readonly tools: readonly string[];
  readonly draft: RulesDocument;
  readonly published: RulesDocument | null;
  /** Absent where the reader may not change the rules. */
  readonly onSet?: (tool: string, target: TargetState) => void;
};

const WORDS: Readonly<Record<TargetState, string>> = {
  allowed: "Allow",
  refused: "Refuse",
  hidden: "Hide",
};

/** The same draft as a list of tools: what each would be, and what it is now where that differs. */
export function DraftEffects({ tools, draft, published, onSet }: DraftEffectsProps) {
  const named = [...Object.keys(draft.tools ?? {}), ...(draft.hide ?? [])];
  const unknown = [...new Set(named)].filter((name) => !tools.includes(name)).sort();
  const targets = targetsUnder(draft);
  if (tools.length + unknown.length === 0) {
    return <p className="py-3 text-muted">No tools are known yet, and the draft names none.</p>;
  }
  return (
    <ul className="divide-y divide-line border-y border-line">
      {[...tools, ...unknown].map((tool) => {
        const effect = effectiveState(draft, tool);
        const now = effectiveState(published, tool);
        return (
          <li key={tool} className="flex items-start gap-3 py-2">
            <div className="min-w-0 flex-1">
              <p className="truncate font-medium" title={tool}>
                {tool}
                {tools.includes(tool) ? null : (
                  <span className="font-normal text-warn-text"> not offered by the server</span>
                )}
              </p>
              <p className="text-sm text-muted">
                {now.state === effect.state ? null : (
                  <span className="text-accent-text">was {now.state}; </span>
                )}
                {effect.notes.join("; ") || "every call passes"}
              </p>
            </div>
            <EffectBadge state={effect.state} />
            {onSet ? (
              <Select
                aria-label={`Set ${tool}`}
                className="h-7! w-20! py-0 pl-1.5! text-sm!"
                value=""
                onChange={(event) => onSet(tool, event.target.value as TargetState)}
              >
                <option value="">Set…</option>
                {targets.map((target) => (
                  <option key={target} value={target}>
                    {WORDS[target]}
                  </option>
                ))}
              </Select>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
