"use client";
import { cx } from "@/components/ui/cx";
import { Field, Select } from "@/components/ui/field";
import type { RoleView } from "@/lib/access";

/** A role that can be chosen: what it is called, what it is for, and what it holds. */
export type RoleOption = Pick<RoleView, "id" | "name" | "description" | "permissions"> & {
  readonly builtIn: boolean;
  /** Whether it may do no more than whoever chooses. */
  readonly givable: boolean;
};

/** A role as a form holds it: which one, and up to which level where it approves. */
export type ChosenRole = { readonly role: string; readonly approverLevel: number | null };

type RoleChoiceProps = {
  readonly label: string;
  readonly value: ChosenRole;
  readonly onChange: (chosen: ChosenRole) => void;
  readonly options: readonly RoleOption[];
  /** Whether whoever chooses may give the levels that override others. */
  readonly everyLevel: boolean;
};

const LEVELS = [1, 2, 3, 4, 5];
const COMMON = 3;

/** One role, each with what it may do. Those above the chooser are shown and cannot be given. */
export function RoleChoice({ label, value, onChange, options, everyLevel }: RoleChoiceProps) {
  const levelled = value.role === "approver";
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      <div className="divide-y divide-line rounded-md border border-line">
        {options.map(({ id, name, description, givable }) => (
          <label
            key={id}
            className={cx(
              "flex items-start gap-2.5 px-3 py-2 pointer-coarse:py-3",
              givable ? "cursor-pointer" : "cursor-not-allowed text-muted",
            )}
          >
            <input
              type="radio"
              name="role"
              value={id}
              className="mt-1 accent-accent"
              checked={value.role === id}
              disabled={!givable}
              onChange={() => onChange({ role: id, approverLevel: id === "approver" ? 1 : null })}
            />
            <span className="min-w-0">
              <span className="font-medium">{name}</span>
              <span className="block text-sm text-muted">
                {description}
                {givable ? null : " You may do less than this role, so you cannot give it."}
              </span>
            </span>
          </label>
        ))}
      </div>
      {levelled ? (
        <Field label="Approves up to" className="mt-3">
          <Select
            value={String(value.approverLevel ?? 1)}
            onChange={(event) =>
              onChange({ ...value, approverLevel: Number(event.currentTarget.value) })
            }
          >
            {LEVELS.map((level) => (
              <option key={level} value={level} disabled={level > COMMON && !everyLevel}>
                L{level}
                {level > COMMON && !everyLevel ? " (given by an owner)" : ""}
              </option>
            ))}
          </Select>
        </Field>
      ) : null}
    </fieldset>
  );
}
