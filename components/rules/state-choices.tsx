import { Check, EyeOff, type LucideIcon, X } from "lucide-react";
import { cx } from "@/components/ui/cx";
import type { EffectiveState } from "./effective-state";
import type { TargetState } from "./set-state";

const CHOICES: Readonly<Record<TargetState, { readonly verb: string; readonly icon: LucideIcon }>> =
  {
    allowed: { verb: "Allow", icon: Check },
    refused: { verb: "Refuse", icon: X },
    hidden: { verb: "Hide", icon: EyeOff },
  };

type StateChoicesProps = {
  readonly tool: string;
  readonly state: EffectiveState;
  readonly targets: readonly TargetState[];
  readonly disabled: boolean;
  readonly onSet: (target: TargetState) => void;
};

/** Sets a tool in the draft. One with conditions or limits counts as allowed: it is on the list. */
export function StateChoices({ tool, state, targets, disabled, onSet }: StateChoicesProps) {
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
            disabled={disabled}
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
