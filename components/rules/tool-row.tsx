"use client";
import { ChevronRight } from "lucide-react";
import dynamic from "next/dynamic";
import { cx } from "@/components/ui/cx";
import { Cell } from "@/components/ui/table";
import type { ToolRule } from "@/lib/policy/rules.schema";
import { EffectBadge } from "./effect-badge";
import { effectWords } from "./effective-state";
import type { GridRow } from "./grid-rows";
import { conditionEdits, limitEdits, type RuleEdit } from "./rule-edits";
import type { TargetState } from "./set-state";
import { StateChoices } from "./state-choices";
import type { ReportIncomplete } from "./use-incomplete";

// Loaded with the first tool that is opened: they bring the schemas along.
const ConditionsEditor = dynamic(() =>
  import("./conditions-editor").then((module) => module.ConditionsEditor),
);
const LimitsEditor = dynamic(() => import("./limits-editor").then((module) => module.LimitsEditor));

export type GridActs = {
  readonly toggle: (tool: string) => void;
  readonly setState: (tool: string, target: TargetState) => void;
  readonly edit: (edits: readonly RuleEdit[]) => void;
  readonly report: ReportIncomplete;
};

type ToolRowProps = {
  readonly row: GridRow;
  /** The tool's own rule in the draft. */
  readonly rule: ToolRule | undefined;
  readonly open: boolean;
  readonly targets: readonly TargetState[];
  readonly locked: boolean;
  readonly acts: GridActs;
};

/** A tool in the grid: what it is, what the draft makes of it, and, opened, its conditions and limits. */
export function ToolRow(props: ToolRowProps) {
  const { row, open, targets, locked, acts } = props;
  const { name, effect, offered, now, changed } = row;
  return (
    <>
      <tr
        className={cx(
          "group has-[[data-tool]:focus-visible]:bg-hover",
          open ? "bg-accent-soft" : "hover:bg-hover",
        )}
      >
        <Cell className="max-w-0 py-1.5 pl-1">
          <button
            type="button"
            data-tool={name}
            aria-expanded={open}
            onClick={() => acts.toggle(name)}
            className="flex w-full items-center gap-1.5 rounded-sm text-left"
          >
            <ChevronRight
              aria-hidden
              className={cx("size-4 shrink-0 text-faint", open && "rotate-90")}
            />
            <span className="min-w-0">
              <span className="block truncate font-medium" title={name}>
                {name}
              </span>
              <span className="block truncate text-xs text-muted">
                <span className="capitalize sm:hidden">{effect.state}. </span>
                {effectWords(effect)}
                {offered ? null : <span className="text-warn-text">, not offered</span>}
              </span>
            </span>
          </button>
        </Cell>
        <Cell className="w-30 max-sm:hidden">
          <EffectBadge state={effect.state} />
          {changed ? (
            <span className="block text-xs whitespace-nowrap text-accent-text">
              {now === effect.state ? "changed" : `now ${now}`}
            </span>
          ) : null}
        </Cell>
        <Cell className="w-24">
          <div className="flex justify-end">
            <StateChoices
              tool={name}
              state={effect.state}
              targets={targets}
              disabled={locked}
              onSet={(target) => acts.setState(name, target)}
            />
          </div>
        </Cell>
      </tr>
      {open ? <OpenTool {...props} /> : null}
    </>
  );
}

/** The conditions and limits of a tool, to edit. */
function OpenTool({ row, rule, locked, acts }: ToolRowProps) {
  const { name, description, paths, effect } = row;
  return (
    <tr>
      <td colSpan={3} className="border-b border-line bg-canvas px-3 pt-2 pb-3 sm:px-4">
        {description ? <p className="line-clamp-2 text-sm text-muted">{description}</p> : null}
        {effect.state === "hidden" ? (
          <p className="text-sm text-muted">
            Hidden: what is set here counts once the tool is shown again.
          </p>
        ) : null}
        {effect.state === "refused" ? (
          <p className="text-sm text-muted">
            Not listed. A condition or limit added here lists it.
          </p>
        ) : null}
        <fieldset disabled={locked} className="mt-2 space-y-2">
          <legend className="sr-only">Rules of {name}</legend>
          <ConditionsEditor
            tool={name}
            rule={rule}
            paths={paths}
            report={acts.report}
            onEdit={(kinds) => acts.edit(conditionEdits(name, kinds))}
          />
          <LimitsEditor
            of={name}
            limits={rule?.limits ?? []}
            paths={paths}
            report={acts.report}
            onEdit={(limits) => acts.edit(limitEdits(name, limits))}
          />
        </fieldset>
      </td>
    </tr>
  );
}
