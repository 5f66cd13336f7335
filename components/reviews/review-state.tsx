import { CircleCheck, CircleDot, Clock, TriangleAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { cx } from "@/components/ui/cx";
import { count } from "@/components/ui/time";
import type { ReviewView } from "@/lib/reviews";

/** Whether a review is open, due soon, overdue or closed. */
export function ReviewState({
  review,
  nowMs,
}: {
  readonly review: ReviewView;
  readonly nowMs: number;
}) {
  if (review.closedAt !== null) {
    return (
      <Badge tone="ok" icon={CircleCheck}>
        Closed
      </Badge>
    );
  }
  if (review.overdue) {
    return (
      <Badge tone="danger" icon={TriangleAlert}>
        Overdue
      </Badge>
    );
  }
  return Date.parse(review.dueAt) - nowMs < 7 * 86_400_000 ? (
    <Badge tone="warn" icon={Clock}>
      Due soon
    </Badge>
  ) : (
    <Badge tone="accent" icon={CircleDot}>
      Open
    </Badge>
  );
}

/** How many lines are decided: in words, and as long as that is. */
export function Progress({
  review: { decided, lines, asked },
  className,
}: {
  readonly review: Pick<ReviewView, "decided" | "lines" | "asked">;
  readonly className?: string;
}) {
  const share = lines === 0 ? 0 : Math.floor((decided / lines) * 100);
  return (
    <div className={cx("min-w-0", className)}>
      <span className="block truncate text-sm text-muted">
        {count(decided)} of {count(lines)} decided
        {asked === 0 ? "" : `, ${count(asked)} to be taken away`}
      </span>
      <span aria-hidden className="mt-1 block h-1 overflow-hidden rounded-full bg-active">
        <span className="block h-full bg-accent" style={{ width: `${share}%` }} />
      </span>
    </div>
  );
}
