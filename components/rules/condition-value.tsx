import { cx } from "@/components/ui/cx";
import { Input, Select } from "@/components/ui/field";
import { type ConditionForm, valueKind } from "./condition-form";
import type { SchemaPath } from "./schema-paths";

type ConditionValueProps = {
  readonly label: string;
  readonly form: ConditionForm;
  readonly schema: SchemaPath | undefined;
  readonly invalid: boolean;
  readonly describedBy: string | undefined;
  readonly onChange: (patch: Partial<ConditionForm>) => void;
  readonly onBlur: () => void;
  readonly className?: string;
};

const LISTED = { in: true, not_in: true } as Readonly<Record<string, boolean>>;

/** The value of a condition, in the control that fits what the argument can be. */
export function ConditionValue(props: ConditionValueProps) {
  const { label, form, schema, invalid, describedBy, onChange, onBlur, className } = props;
  const kind = valueKind(form.op, schema);
  const one = !LISTED[form.op];
  const shared = {
    "aria-label": label,
    "aria-invalid": invalid || undefined,
    "aria-describedby": describedBy,
    value: form.value,
    onBlur,
  };
  const choices =
    kind === "boolean" ? ["true", "false"] : one ? (schema?.choices ?? []).map(String) : [];
  if (choices.length > 0 && !["regex", "contains"].includes(form.op)) {
    return (
      <Select
        {...shared}
        fit
        className={className}
        onChange={(event) => onChange({ value: event.target.value })}
      >
        {choices.includes(form.value) ? null : <option value={form.value}>Choose</option>}
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {kind === "boolean" ? (choice === "true" ? "yes" : "no") : choice}
          </option>
        ))}
      </Select>
    );
  }
  return (
    <span className={cx("flex gap-1.5", className)}>
      <Input
        {...shared}
        inputMode={(kind ?? form.as) === "number" && one ? "decimal" : undefined}
        placeholder={one ? ((kind ?? form.as) === "number" ? "number" : "text") : "a, b, c"}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onChange={(event) => onChange({ value: event.target.value })}
      />
      {kind === null ? (
        <Select
          fit
          aria-label={`${label}: type`}
          value={form.as}
          onChange={(event) => onChange({ as: event.target.value as ConditionForm["as"] })}
        >
          <option value="string">text</option>
          <option value="number">number</option>
          <option value="boolean">yes or no</option>
        </Select>
      ) : null}
    </span>
  );
}
