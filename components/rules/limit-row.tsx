"use client";
import { CircleAlert, Trash2 } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Input, Select } from "@/components/ui/field";
import type { Limit } from "@/lib/policy/rules.schema";
import { judgeLimit, type LimitForm, limitFormOf, SCOPE_WORDS, WINDOW_WORDS } from "./limit-form";
import type { SchemaPath } from "./schema-paths";
import { type ReportIncomplete, useReport } from "./use-incomplete";

type LimitRowProps = {
  readonly label: string;
  /** As it was when the row was made; null for one that is not in the rules yet. */
  readonly limit: Limit | null;
  readonly blank: LimitForm;
  readonly paths: readonly SchemaPath[];
  readonly onSet: (limit: Limit) => void;
  readonly onRemove: () => void;
  readonly report: ReportIncomplete;
};

/** One limit as a row of controls that reads as a sentence. */
export function LimitRow(props: LimitRowProps) {
  const { label, limit, paths, onSet, onRemove, report } = props;
  const [form, setForm] = useState(() => (limit ? limitFormOf(limit) : props.blank));
  const [touched, setTouched] = useState(false);
  const faultId = useId();
  const judged = judgeLimit(form);
  useReport(report, !judged.ok);
  const change = (patch: Partial<LimitForm>) => {
    const next = { ...form, ...patch };
    setForm(next);
    const result = judgeLimit(next);
    if (result.ok) onSet(result.limit);
  };
  const amiss = judged.ok ? null : judged.field;
  const shown = touched && !judged.ok;
  const fault = (field: typeof amiss) => ({
    "aria-invalid": (shown && amiss === field) || undefined,
    "aria-describedby": shown && amiss === field ? faultId : undefined,
    onBlur: () => setTouched(true),
  });
  const amounts = paths.filter(({ type }) => type === "number" || type === "any");
  const sources = [...new Set([...amounts.map(({ path }) => path), form.from])].filter(Boolean);
  return (
    <li className="py-1.5">
      <div className="flex flex-wrap items-center gap-1.5">
        <span className="text-sm text-muted">At most</span>
        <Input
          {...fault("max")}
          aria-label={`${label}: most`}
          className="w-24!"
          inputMode="decimal"
          placeholder="number"
          autoComplete="off"
          value={form.max}
          onChange={(event) => change({ max: event.target.value })}
        />
        <Select
          {...fault("from")}
          fit
          aria-label={`${label}: what is counted`}
          className="max-w-40"
          value={form.from}
          onChange={(event) => change({ from: event.target.value })}
        >
          <option value="">calls</option>
          {sources.map((path) => (
            <option key={path} value={path}>
              of {path.replace(/^args\./, "")}
            </option>
          ))}
        </Select>
        <Select
          fit
          aria-label={`${label}: window`}
          value={form.window}
          onChange={(event) => change({ window: event.target.value as Limit["window"] })}
        >
          {Object.entries(WINDOW_WORDS).map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </Select>
        <Select
          fit
          aria-label={`${label}: scope`}
          className="max-w-44"
          value={form.scope}
          onChange={(event) => change({ scope: event.target.value as Limit["scope"] })}
        >
          {Object.entries(SCOPE_WORDS).map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </Select>
        <span className="flex items-center gap-1.5">
          <span className="text-sm whitespace-nowrap text-muted">counted as</span>
          <Input
            {...fault("counter")}
            aria-label={`${label}: counter`}
            className="w-32! font-mono text-sm"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            maxLength={64}
            value={form.counter}
            onChange={(event) => change({ counter: event.target.value.trim() })}
          />
        </span>
        <Button
          variant="quiet"
          size="icon"
          className="ml-auto"
          aria-label={`Remove ${label.toLowerCase()}`}
          title="Remove"
          onClick={onRemove}
          icon={<Trash2 aria-hidden />}
        />
      </div>
      {judged.ok ? null : (
        <p
          id={faultId}
          className={cx("mt-1 flex gap-1.5 text-sm", shown ? "text-danger-text" : "text-faint")}
        >
          {shown ? <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" /> : null}
          {shown ? `${judged.message}. ` : null}
          {limit === null
            ? "Not complete, so it is not in the rules yet."
            : "The rules keep what stood here before."}
        </p>
      )}
    </li>
  );
}
