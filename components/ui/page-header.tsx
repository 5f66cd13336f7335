import Link from "next/link";
import type { ReactNode } from "react";

type PageHeaderProps = {
  readonly title: ReactNode;
  /** One sentence that says what this page is for. */
  readonly purpose?: ReactNode;
  readonly act?: ReactNode;
  readonly back?: { readonly href: string; readonly label: string };
};

/** The head of a page: where one is, what it is for, and the main act at the right. */
export function PageHeader({ title, purpose, act, back }: PageHeaderProps) {
  return (
    <header className="mb-6 flex flex-col gap-4 sm:flex-row sm:items-start sm:justify-between">
      <div className="min-w-0">
        {back ? (
          <nav aria-label="Breadcrumb" className="mb-1 text-sm text-muted">
            <Link href={back.href} className="hover:text-text hover:underline">
              {back.label}
            </Link>
            <span aria-hidden className="px-1.5 text-faint">
              /
            </span>
          </nav>
        ) : null}
        <h1 className="text-xl font-semibold tracking-[-0.01em]">{title}</h1>
        {purpose ? <p className="mt-1 max-w-[80ch] text-pretty text-muted">{purpose}</p> : null}
      </div>
      {act ? <div className="flex shrink-0 flex-wrap items-center gap-2">{act}</div> : null}
    </header>
  );
}
