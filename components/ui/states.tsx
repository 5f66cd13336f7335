import { CircleAlert, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Id } from "./copy-button";
import { cx } from "./cx";
import type { ProblemView } from "./problem";
import { RetryButton } from "./retry-button";

type EmptyProps = {
  readonly icon: LucideIcon;
  readonly title: string;
  /** What this is, and why one would want it. */
  readonly children: ReactNode;
  /** The one act that starts it. */
  readonly act?: ReactNode;
};

/** Nothing here yet, said honestly. */
export function Empty({ icon: Icon, title, children, act }: EmptyProps) {
  return (
    <div className="flex flex-col items-center rounded-lg border border-dashed border-line px-6 py-14 text-center">
      <span className="mb-3 grid size-10 place-items-center rounded-lg border border-line bg-canvas text-muted">
        <Icon aria-hidden className="size-5" strokeWidth={1.75} />
      </span>
      <h2 className="text-lg font-semibold">{title}</h2>
      <div className="mt-1 max-w-[52ch] text-muted">{children}</div>
      {act ? <div className="mt-4 flex flex-wrap justify-center gap-2">{act}</div> : null}
    </div>
  );
}

type FailedProps = {
  readonly problem: ProblemView;
  /** Whether anything was lost, in one sentence. */
  readonly consequence?: string;
  readonly className?: string;
};

/** What failed, whether anything was lost, the request id to report, and another try. */
export function Failed({ problem, consequence, className }: FailedProps) {
  return (
    <div
      role="alert"
      className={cx("rounded-lg border border-line bg-danger-soft px-4 py-3.5", className)}
    >
      <div className="flex gap-3">
        <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger-text" />
        <div className="min-w-0 flex-1">
          <p className="font-medium text-danger-text">{problem.title}</p>
          <p className="mt-0.5">
            {problem.detail} {consequence}
          </p>
          <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-muted">
            {problem.requestId ? (
              <span className="inline-flex min-w-0 items-center gap-1.5">
                Request id <Id value={problem.requestId} label="Copy request id" />
              </span>
            ) : null}
            <a className="underline underline-offset-2" href={`/problems/${problem.code}`}>
              What this means
            </a>
          </div>
        </div>
        <RetryButton />
      </div>
    </div>
  );
}

/** A bar in the shape of what comes. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <div className={cx("animate-pulse rounded-sm bg-active", className)} />;
}

/** A table that is on its way. */
export function TableSkeleton({ rows = 8 }: { readonly rows?: number }) {
  return (
    <div role="status" aria-label="Loading" className="divide-y divide-line border-y border-line">
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <div key={row} className="flex h-11 items-center gap-6">
          <Skeleton className="h-3 w-16" />
          <Skeleton className="h-3 w-24" />
          <Skeleton className={row % 3 === 0 ? "h-3 w-1/3" : "h-3 w-1/2"} />
        </div>
      ))}
    </div>
  );
}
