"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { cx } from "./cx";

type Tab = { readonly href: string; readonly label: string; readonly count?: string };

/** The parts of one record, each with an address of its own. */
export function TabNav({ tabs, label }: { readonly tabs: readonly Tab[]; readonly label: string }) {
  const here = usePathname();
  return (
    <nav aria-label={label} className="mb-6 overflow-x-auto border-b border-line">
      <ul className="flex gap-5">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <Link
              href={tab.href}
              aria-current={tab.href === here ? "page" : undefined}
              className={cx(
                "-mb-px flex h-9 items-center gap-1.5 border-b-2 font-medium whitespace-nowrap",
                tab.href === here
                  ? "border-accent text-text"
                  : "border-transparent text-muted hover:border-line hover:text-text",
              )}
            >
              {tab.label}
              {tab.count === undefined ? null : (
                <span className="tabular rounded-sm bg-hover px-1 text-xs text-muted">
                  {tab.count}
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
