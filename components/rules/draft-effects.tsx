import { Check, EyeOff, type LucideIcon, X } from "lucide-react";
import { cx } from "@/components/ui/cx";
import type { RulesDocument } from "@/lib/policy/rules.schema";
import { EffectBadge } from "./effect-badge";
import { type EffectiveState, effectiveState, effectWords } from "./effective-state";
import { type TargetState, targetsUnder } from "./set-state";

type DraftEffectsProps = {
  readonly tools: readonly string[];
  readonly draft: RulesDocument;
  readonly published: RulesDocument | null;
  readonly onSet: (tool: string, target: TargetState) => void;
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
          <li key={tool} className="flex items-center gap-3 py-2">
            <div className="min-w-0 flex-1">
              <p className="flex items-baseline gap-2">
                <span className="truncate font-medium" title={tool}>
                  {tool}
                </span>
                {tools.includes(tool) ? null : (
                  <span className="shrink-0 text-sm text-warn-text">not offered</span>
                )}
              </p>
              <p className="text-sm text-muted">
                {effectWords(effect)}
                {now.state === effect.state ? null : (
                  <span className="text-accent-text"> (now {now.state})</span>
                )}
              </p>
            </div>
            <EffectBadge state={effect.state} />
            <Choices
              tool={tool}
              state={effect.state}
              targets={targets}
              onSet={(target) => onSet(tool, target)}
            />
          </li>
        );
      })}
    </ul>
  );
}

const CHOICES: Readonly<Record<TargetState, { readonly verb: string; readonly icon: LucideIcon }>> =
  {
    allowed: { verb: "Allow", icon: Check },
    refused: { verb: "Refuse", icon: X },
    hidden: { verb: "Hide", icon: EyeOff },
  };

type ChoicesProps = {
  readonly tool: string;
  readonly state: EffectiveState;
  readonly targets: readonly TargetState[];
  readonly onSet: (target: TargetState) => void;
};

/** Sets a tool in the draft. One with conditions or limits counts as allowed: it is on the list. */
function Choices({ tool, state, targets, onSet }: ChoicesProps) {
  const chosen = state === "limited" || state === "conditional" ? "allowed" : state;
  return (
    <fieldset className="flex shrink-0 rounded-md border border-line bg-canvas p-0.5">
      <legend className="sr-only">{tool}</legend>
      {targets.map((target) => {
        const { verb, icon: Icon } = CHOICES[target];
        return (
          <button
            key={target}
            type="button"
            title={verb}
            aria-label={`${verb} ${tool}`}
            aria-pressed={target === chosen}
            onClick={() => (target === chosen ? undefined : onSet(target))}
            className={cx(
              "grid size-6 place-items-center rounded-sm pointer-coarse:size-9",
              target === chosen
                ? "bg-raised text-text shadow-raised"
                : "text-faint hover:text-text",
            )}
          >
            <Icon aria-hidden className="size-3.5" />
          </button>
        );
      })}
    </fieldset>
  );
}
