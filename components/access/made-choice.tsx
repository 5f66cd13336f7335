"use client";
import { Field, Select } from "@/components/ui/field";
import type { MadeFate } from "@/lib/access";

type MadeChoiceProps = {
  readonly value: MadeFate | undefined;
  readonly onChange: (fate: MadeFate | undefined) => void;
  readonly error?: string | undefined;
};

/** What becomes of keys and grants that go beyond what whoever made them may do then. */
export function MadeChoice({ value, onChange, error }: MadeChoiceProps) {
  return (
    <Field
      label="Keys and grants they made that go beyond this"
      help="Those that do what they may no longer do, in every workspace; of keys that their keys made, too."
      error={error}
    >
      <Select
        value={value ?? ""}
        onChange={({ currentTarget }) =>
          onChange(currentTarget.value === "" ? undefined : (currentTarget.value as MadeFate))
        }
      >
        <option value="">As the policy of API keys says</option>
        <option value="lessen">Lessen the keys, revoke the grants</option>
        <option value="revoke">Revoke them</option>
        <option value="keep">Keep them, marked</option>
      </Select>
    </Field>
  );
}

/** What became of them, for the receipt of the change; empty where nothing went beyond. */
export function madeWords(made: {
  readonly keysLessened: number;
  readonly keysRevoked: number;
  readonly grantsRevoked: number;
}): string {
  const parts = [
    [made.keysLessened, "key", "lessened"],
    [made.keysRevoked, "key", "revoked"],
    [made.grantsRevoked, "grant", "revoked"],
  ] as const;
  return parts
    .flatMap(([count, noun, what]) =>
      count === 0 ? [] : [`${count} ${noun}${count === 1 ? "" : "s"} ${what}. `],
    )
    .join("");
}
