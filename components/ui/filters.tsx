"use client";
import { useRouter } from "next/navigation";
import { type ReactNode, useTransition } from "react";
import { cx } from "./cx";
import { Select } from "./field";
import { type Params, withParams } from "./href";

/**
 * A list's filters, kept in the address so that a view can be shared: `go` changes some of them and
 * `clear` takes all away. The list is replaced in the history, not added to it.
 */
export function useFilters<P extends Params>(path: string, params: P) {
  const router = useRouter();
  const [pending, start] = useTransition();
  const replace = (href: string) => start(() => router.replace(href, { scroll: false }));
  return {
    pending,
    go: (patch: { readonly [name in keyof P]?: string | undefined }) =>
      replace(withParams(path, params, patch as Readonly<Record<string, string | undefined>>)),
    clear: () => replace(path),
  };
}

type FiltersProps = {
  /** Whether the list is on its way. */
  readonly pending: boolean;
  readonly children: ReactNode;
};

/** The row in which a list's filters stand. */
export function Filters({ pending, children }: FiltersProps) {
  return (
    <search
      aria-label="Filters"
      className={cx("mb-2 flex flex-wrap items-center gap-2", pending && "opacity-70")}
    >
      {children}
    </search>
  );
}

type ChoiceProps = {
  readonly label: string;
  /** What the list shows where nothing is chosen. */
  readonly any: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
};

/** A filter that is one of a few, or none. */
export function FilterChoice({ label, any, options, value = "", onChange }: ChoiceProps) {
  return (
    <Select
      aria-label={label}
      fit
      className="max-w-44"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">{any}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </Select>
  );
}

/** Records that have names, as options. */
export function optionsOf(records: readonly { readonly id: string; readonly name: string }[]) {
  return records.map(({ id, name }) => ({ value: id, label: name }));
}

/** Words by key, as options in their order. */
export function wordOptions(words: Readonly<Record<string, string | { readonly label: string }>>) {
  return Object.entries(words).map(([value, word]) => ({
    value,
    label: typeof word === "string" ? word : word.label,
  }));
}
