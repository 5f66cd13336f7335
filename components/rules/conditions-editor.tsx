"use client";
import { Plus } from "lucide-react";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import type { Condition, ToolRule } from "@/lib/policy/rules.schema";
import { ConditionRow } from "./condition-row";
import type { ConditionKind } from "./rule-edits";
import type { SchemaPath } from "./schema-paths";
import type { ReportIncomplete } from "./use-incomplete";
import { useRows } from "./use-rows";

type ConditionsEditorProps = {
  readonly tool: string;
  readonly rule: ToolRule | undefined;
  readonly paths: readonly SchemaPath[];
  readonly onEdit: (kinds: Readonly<Record<ConditionKind, readonly Condition[]>>) => void;
  readonly report: ReportIncomplete;
};

/** The conditions of a tool, one a row, whatever their kind. */
export function ConditionsEditor({ tool, rule, paths, onEdit, report }: ConditionsEditorProps) {
  const { require = [], deny_if = [], approve_if = [] } = rule ?? {};
  const { rows, set, add, remove } = useRows<ConditionKind, Condition>(
    { require, deny_if, approve_if },
    onEdit,
  );
  const adding = useRef<HTMLButtonElement>(null);
  return (
    <section aria-label={`Conditions of ${tool}`}>
      <ul>
        {rows.map((row, index) => (
          <ConditionRow
            key={row.id}
            label={`Condition ${index + 1} of ${tool}`}
            kind={row.group}
            condition={row.value}
            paths={paths}
            report={report}
            onSet={(kind, condition) => set(row.id, kind, condition)}
            onRemove={() => {
              remove(row.id);
              adding.current?.focus();
            }}
          />
        ))}
      </ul>
      {approve_if.length > 0 ? (
        <p className="mb-1 text-sm text-muted">
          No approval can be given yet, so a call that would need one is refused.
        </p>
      ) : null}
      <Button
        ref={adding}
        size="sm"
        variant="quiet"
        className="-ml-2"
        icon={<Plus aria-hidden />}
        aria-label={`Add condition to ${tool}`}
        onClick={() => add("deny_if")}
      >
        Add condition
      </Button>
    </section>
  );
}
