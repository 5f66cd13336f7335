"use client";
import { roleName, roleSentence } from "@/components/shell/roles";
import { cx } from "@/components/ui/cx";
import { ROLES, type Role } from "@/lib/access/permissions";

type RoleChoiceProps = {
  readonly label: string;
  readonly value: Role;
  readonly onChange: (role: Role) => void;
  /** The roles that may do no more than whoever chooses. */
  readonly givable: readonly Role[];
};

/** One role, each with what it may do. Those above the chooser are shown and cannot be given. */
export function RoleChoice({ label, value, onChange, givable }: RoleChoiceProps) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      <div className="divide-y divide-line rounded-md border border-line">
        {ROLES.map((role) => {
          const may = givable.includes(role);
          return (
            <label
              key={role}
              className={cx(
                "flex items-start gap-2.5 px-3 py-2 pointer-coarse:py-3",
                may ? "cursor-pointer" : "cursor-not-allowed text-muted",
              )}
            >
              <input
                type="radio"
                name="role"
                value={role}
                className="mt-1 accent-accent"
                checked={value === role}
                disabled={!may}
                onChange={() => onChange(role)}
              />
              <span className="min-w-0">
                <span className="font-medium">{roleName(role)}</span>
                <span className="block text-sm text-muted">
                  {roleSentence(role)}
                  {may ? null : " You may do less than this role, so you cannot give it."}
                </span>
              </span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
