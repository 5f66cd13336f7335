"use client";
import { useState } from "react";
import { cx } from "@/components/ui/cx";
import { Input, Select } from "@/components/ui/field";
import type { SchemaPath } from "./schema-paths";

type PathPickerProps = {
  readonly label: string;
  readonly paths: readonly SchemaPath[];
  readonly value: string;
  readonly onChange: (path: string) => void;
  readonly className?: string;
};

const OTHER = "other";

/** An argument of the tool: one its definition names, or any other, typed. */
export function PathPicker({ label, paths, value, onChange, className }: PathPickerProps) {
  const known = paths.some(({ path }) => path === value);
  const [typing, setTyping] = useState(!known);
  if (paths.length === 0 || typing) {
    return (
      <span className={cx("flex gap-1.5", className)}>
        <Input
          aria-label={label}
          className="font-mono text-sm"
          value={value}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onChange={(event) => onChange(event.target.value.trim())}
        />
        {paths.length > 0 ? (
          <button
            type="button"
            className="shrink-0 text-sm text-muted underline underline-offset-2 hover:text-text"
            onClick={() => {
              setTyping(false);
              onChange(paths[0]?.path ?? value);
            }}
          >
            List
          </button>
        ) : null}
      </span>
    );
  }
  return (
    <Select
      fit
      aria-label={label}
      className={className}
      value={value}
      onChange={(event) =>
        event.target.value === OTHER ? setTyping(true) : onChange(event.target.value)
      }
    >
      {paths.map(({ path, type }) => (
        <option key={path} value={path}>
          {path.replace(/^args\./, "")}
          {type === "any" ? "" : ` (${type})`}
        </option>
      ))}
      <option value={OTHER}>Another argument…</option>
    </Select>
  );
}
