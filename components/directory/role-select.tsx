"use client";
import type { ComponentProps } from "react";
import { Select } from "@/components/ui/field";
import type { RoleChoice } from "./words";

/** How the absence of a role is written in a form. */
const NONE = "none";

type RoleSelectProps = Omit<ComponentProps<"select">, "value" | "onChange"> & {
  readonly roles: readonly RoleChoice[];
  readonly none: string;
  readonly value?: string | null;
  readonly onRole?: (role: string | null) => void;
};

/** One of the roles that a directory may give, or none. Those above whoever chooses are locked. */
export function RoleSelect({ roles, none, value, onRole, ...rest }: RoleSelectProps) {
  const controlled =
    onRole === undefined
      ? { defaultValue: value ?? NONE }
      : {
          value: value ?? NONE,
          onChange: (event: { target: HTMLSelectElement }) => onRole(roleOf(event.target.value)),
        };
  return (
    <Select {...rest} {...controlled}>
      {roles.map(({ role, name, givable }) => (
        <option key={role} value={role} disabled={!givable}>
          {name}
          {givable ? "" : " (you may do less)"}
        </option>
      ))}
      <option value={NONE}>{none}</option>
    </Select>
  );
}

/** The role that a field of the form holds. */
export function roleOf(value: unknown): string | null {
  return value === NONE || typeof value !== "string" ? null : value;
}
