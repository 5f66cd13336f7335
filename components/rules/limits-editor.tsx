"use client";
import { Plus } from "lucide-react";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import type { Limit } from "@/lib/policy/rules.schema";
import { blankLimit } from "./limit-form";
import { LimitRow } from "./limit-row";
import type { SchemaPath } from "./schema-paths";
import type { ReportIncomplete } from "./use-incomplete";
import { useRows } from "./use-rows";

type LimitsEditorProps = {
  /** Whose limits they are: a tool's name, or "all tools". */
  readonly of: string;
  readonly limits: readonly Limit[];
  readonly paths: readonly SchemaPath[];
  readonly onEdit: (limits: readonly Limit[]) => void;
  readonly report: ReportIncomplete;
};

/** The limits of a tool, or of all tools together, one a row. */
export function LimitsEditor({ of, limits, paths, onEdit, report }: LimitsEditorProps) {
  const { rows, set, add, remove } = useRows({ limits }, (lists) => onEdit(lists.limits));
  const adding = useRef<HTMLButtonElement>(null);
  const taken = limits.map(({ counter }) => counter);
  return (
    <section aria-label={`Limits of ${of}`}>
      <ul>
        {rows.map((row, index) => (
          <LimitRow
            key={row.id}
            label={`Limit ${index + 1} of ${of}`}
            limit={row.value}
            blank={blankLimit(of, taken)}
            paths={paths}
            report={report}
            onSet={(next) => set(row.id, "limits", next)}
            onRemove={() => {
              remove(row.id);
              adding.current?.focus();
            }}
          />
        ))}
      </ul>
      <Button
        ref={adding}
        size="sm"
        variant="quiet"
        className="-ml-2"
        icon={<Plus aria-hidden />}
        aria-label={`Add limit to ${of}`}
        onClick={() => add("limits")}
      >
        Add limit
      </Button>
    </section>
  );
}
