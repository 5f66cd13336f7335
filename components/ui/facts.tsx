import type { ReactNode } from "react";
import { cx } from "./cx";

export type Fact = { readonly name: string; readonly value: ReactNode };

/** Facts of one record, name before value. */
export function Facts({
  facts,
  className,
}: {
  readonly facts: readonly Fact[];
  readonly className?: string;
}) {
  return (
    <dl className={cx("grid grid-cols-[minmax(96px,30%)_1fr] gap-x-4 gap-y-2.5", className)}>
      {facts.map((fact) => (
        <div key={fact.name} className="contents">
          <dt className="text-sm leading-5 text-faint">{fact.name}</dt>
          <dd className="min-w-0 leading-5 break-words">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A titled part of a page or panel. */
export function Section({
  title,
  note,
  act,
  children,
  className,
}: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly act?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <section className={className}>
      <div className="mb-3 flex flex-wrap items-end justify-between gap-2">
        <div>
          <h2 className="font-semibold">{title}</h2>
          {note ? <p className="mt-0.5 text-sm text-muted">{note}</p> : null}
        </div>
        {act}
      </div>
      {children}
    </section>
  );
}

/** One number that matters, with what it counts. */
export function Stat({
  label,
  value,
  hint,
  mark,
  className,
}: {
  readonly label: string;
  readonly value: ReactNode;
  readonly hint?: ReactNode;
  readonly mark?: ReactNode;
  readonly className?: string;
}) {
  return (
    <div className={cx("min-w-0", className)}>
      <dt className="flex items-center gap-1.5 text-sm text-muted">
        {mark}
        {label}
      </dt>
      <dd className="tabular mt-0.5 text-2xl font-semibold tracking-[-0.02em]">{value}</dd>
      {hint ? <dd className="text-sm text-faint">{hint}</dd> : null}
    </div>
  );
}
