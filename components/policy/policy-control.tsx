"use client";
import { useId } from "react";
import { Field, Input, Select, Textarea } from "@/components/ui/field";
import type { PolicyField } from "./fields";
import { linesOfNamed, namedOf } from "./named-networks";

type PolicyControlProps = {
  readonly field: PolicyField;
  readonly value: unknown;
  readonly error: string | undefined;
  readonly onChange: (value: unknown) => void;
  readonly onLeave: () => void;
};

/** One member of a section, by its kind. */
export function PolicyControl(props: PolicyControlProps) {
  const { field, value, error, onChange, onLeave } = props;
  const { label, help } = field;
  switch (field.kind) {
    case "number":
      return (
        <Field label={label} help={help} error={error}>
          <span className="flex items-center gap-2">
            <Input
              name={field.name}
              type="number"
              inputMode="numeric"
              min={field.min}
              max={field.max}
              className="max-w-32"
              value={typeof value === "number" ? value : ""}
              onChange={(event) => {
                const number = event.target.valueAsNumber;
                onChange(Number.isNaN(number) ? null : number);
              }}
              onBlur={onLeave}
            />
            <span className="text-muted">{field.unit}</span>
          </span>
        </Field>
      );
    case "choice":
      return (
        <Field label={label} help={help} error={error}>
          <Select
            name={field.name}
            value={String(value)}
            onChange={(event) => onChange(event.target.value)}
            onBlur={onLeave}
          >
            {field.options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </Select>
        </Field>
      );
    case "lines":
      return (
        <Field label={label} help={help} error={error}>
          <Textarea
            name={field.name}
            placeholder={field.placeholder}
            spellCheck={false}
            defaultValue={Array.isArray(value) ? value.join("\n") : ""}
            onChange={(event) => onChange(linesOf(event.target.value))}
            onBlur={onLeave}
          />
        </Field>
      );
    case "named-networks":
      return (
        <Field label={label} help={help} error={error}>
          <Textarea
            name={field.name}
            placeholder="Office Berlin: 192.0.2.0/24, 2001:db8::/32"
            spellCheck={false}
            defaultValue={linesOfNamed(value).join("\n")}
            onChange={(event) => onChange(linesOf(event.target.value).map(namedOf))}
            onBlur={onLeave}
          />
        </Field>
      );
    case "switch":
      return <Checks {...props} options={[{ value: "on", label }]} />;
    case "many":
      return <Checks {...props} options={field.options} />;
  }
}

type ChecksProps = PolicyControlProps & {
  readonly options: readonly {
    readonly value: string;
    readonly label: string;
    readonly help?: string;
  }[];
};

/** A box for each of what may be chosen; for a switch, the one. */
function Checks({ field, value, error, onChange, onLeave, options }: ChecksProps) {
  const id = useId();
  const alone = field.kind === "switch";
  const chosen: readonly unknown[] = Array.isArray(value) ? value : [];
  const toggle = (one: string, on: boolean) => {
    if (alone) onChange(on);
    else onChange(options.map((o) => o.value).filter((o) => (o === one ? on : chosen.includes(o))));
  };
  return (
    <fieldset
      aria-describedby={`${id}-help${error ? ` ${id}-error` : ""}`}
      onBlur={onLeave}
      className="min-w-0 space-y-1.5"
    >
      <legend className={alone ? "sr-only" : "mb-1 text-sm font-medium"}>{field.label}</legend>
      {options.map((option) => (
        <label key={option.value} className="flex items-start gap-2.5 pointer-coarse:py-1">
          <input
            type="checkbox"
            name={field.name}
            className="mt-1 size-3.5 shrink-0 accent-accent"
            checked={alone ? value === true : chosen.includes(option.value)}
            onChange={(event) => toggle(option.value, event.target.checked)}
          />
          <span className="min-w-0">
            <span className={alone ? "text-sm font-medium" : undefined}>{option.label}</span>
            {option.help ? <span className="block text-sm text-faint">{option.help}</span> : null}
          </span>
        </label>
      ))}
      {error ? (
        <p id={`${id}-error`} className="text-sm text-danger-text">
          {error}
        </p>
      ) : null}
      <p id={`${id}-help`} className="text-sm text-faint">
        {field.help}
      </p>
    </fieldset>
  );
}

function linesOf(text: string): string[] {
  return text.split("\n").flatMap((line) => line.trim() || []);
}
