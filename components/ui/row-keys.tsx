"use client";
import type { KeyboardEvent, ReactNode } from "react";

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

/** Lets the arrow keys (and j, k) walk the rows of the table inside; Enter opens, as on any link. */
export function RowKeys({
  children,
  className,
}: {
  readonly children: ReactNode;
  readonly className?: string;
}) {
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = STEPS[event.key];
    if (step === undefined || event.metaKey || event.ctrlKey || event.altKey) return;
    const here = document.activeElement;
    if (here?.closest("input, select, textarea")) return;
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("a[data-row]")];
    const at = rows.findIndex((row) => row.closest("tr")?.contains(here));
    const next = rows[at === -1 ? 0 : at + step];
    if (next) {
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it adds keys to the links inside and is no control itself
    <div onKeyDown={onKeyDown} className={className}>
      {children}
    </div>
  );
}
