"use client";
import { CircleAlert, Trash2 } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Select } from "@/components/ui/field";
import type { Condition } from "@/lib/policy/rules.schema";
import {
  type ConditionForm,
  formOf,
  judgeForm,
  OPERATOR_WORDS,
  operatorAfter,
  operatorsFor,
} from "./condition-form";
import { ConditionValue } from "./condition-value";
import { PathPicker } from "./path-picker";
import type { ConditionKind } from "./rule-edits";
import type { SchemaPath } from "./schema-paths";
import { type ReportIncomplete, useReport } from "./use-incomplete";

export const KIND_WORDS: Readonly<Record<ConditionKind, string>> = {
  require: "Only if",
  deny_if: "Refuse if",
  approve_if: "Ask approval if",
};

type ConditionRowProps = {
  readonly label: string;
  readonly kind: ConditionKind;
  /** As it stands in the rules; null for one that is not in them yet. */
  readonly condition: Condition | null;
  readonly paths: readonly SchemaPath[];
  /** Called with null while what stands in the row is not complete. */
  readonly onSet: (kind: ConditionKind, condition: Condition | null) => void;
  readonly onRemove: () => void;
  readonly report: ReportIncomplete;
};

/** One condition as a row of controls. What is not complete stays here, and out of the rules. */
export function ConditionRow(props: ConditionRowProps) {
  const { label, kind, condition, paths, onSet, onRemove, report } = props;
  const [form, setForm] = useState(() => (condition ? formOf(condition) : blank(paths)));
  const [touched, setTouched] = useState(false);
  const faultId = useId();
  const schema = paths.find(({ path }) => path === form.path);
  const judged = judgeForm(form, schema);
  useReport(report, !judged.ok);

  const change = (patch: Partial<ConditionForm>, nextKind = kind) => {
    const next = { ...form, ...patch };
    setForm(next);
    const result = judgeForm(
      next,
      paths.find(({ path }) => path === next.path),
    );
    onSet(nextKind, result.ok ? result.condition : null);
  };
  const fault = judged.ok ? null : judged.message;
  const shown = touched && fault !== null;
  return (
    <li className="py-1.5">
      <div className="flex flex-wrap items-center gap-1.5">
        <Select
          fit
          aria-label={`${label}: kind`}
          className="w-36"
          value={kind}
          onChange={(event) => change({}, event.target.value as ConditionKind)}
        >
          {Object.entries(KIND_WORDS).map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </Select>
        <PathPicker
          label={`${label}: argument`}
          className="min-w-32 flex-[2]"
          paths={paths}
          value={form.path}
          onChange={(path) => {
            const type = paths.find((one) => one.path === path)?.type ?? "any";
            change({ path, op: operatorAfter(type, form.op) });
          }}
        />
        <Select
          fit
          aria-label={`${label}: comparison`}
          className="w-28"
          value={form.op}
          onChange={(event) => {
            const op = event.target.value as ConditionForm["op"];
            change(op === "exists" ? { op, value: "true" } : { op });
          }}
        >
          {operatorsFor(schema?.type ?? "any", form.op).map((op) => (
            <option key={op} value={op}>
              {OPERATOR_WORDS[op]}
            </option>
          ))}
        </Select>
        <ConditionValue
          label={`${label}: value`}
          className="min-w-28 flex-[2]"
          form={form}
          schema={schema}
          invalid={shown}
          describedBy={shown ? faultId : undefined}
          onChange={change}
          onBlur={() => setTouched(true)}
        />
        <Button
          variant="quiet"
          size="icon"
          aria-label={`Remove ${label.toLowerCase()}`}
          title="Remove"
          onClick={onRemove}
          icon={<Trash2 aria-hidden />}
        />
      </div>
      {fault === null ? null : (
        <p
          id={faultId}
          className={cx("mt-1 flex gap-1.5 text-sm", shown ? "text-danger-text" : "text-faint")}
        >
          {shown ? <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" /> : null}
          {shown ? `${fault}. ` : null}
          {condition === null
            ? "Not complete, so it is not in the rules yet."
            : "The rules keep what stood here before."}
        </p>
      )}
    </li>
  );
}

function blank(paths: readonly SchemaPath[]): ConditionForm {
  const [first] = paths;
  const [op = "eq"] = operatorsFor(first?.type ?? "any", "eq");
  return {
    path: first?.path ?? "args.",
    op,
    value: op === "exists" ? "true" : "",
    as: first?.type === "number" ? "number" : "string",
  };
}
