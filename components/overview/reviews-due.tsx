import { ClipboardCheck } from "lucide-react";
import Link from "next/link";
import { Ago } from "@/components/ui/ago";
import { cx } from "@/components/ui/cx";
import { plural } from "@/components/ui/time";
import type { ReviewView } from "@/lib/reviews";

/** Reviews of access that are overdue, due soon, or ask for something: nothing where none is. */
export function ReviewsDue({
  base,
  reviews,
}: {
  readonly base: string;
  readonly reviews: readonly ReviewView[];
}) {
  if (reviews.length === 0) return null;
  return (
    <section
      aria-label="Reviews that wait"
      className="mb-6 space-y-2 rounded-lg border border-line bg-warn-soft px-4 py-3.5"
    >
      {reviews.map((review) => (
        <div key={review.id} className="flex gap-3">
          <ClipboardCheck
            aria-hidden
            className={cx(
              "mt-0.5 size-4 shrink-0",
              review.overdue ? "text-danger-text" : "text-warn-text",
            )}
          />
          <p className="min-w-0">
            Review of access{" "}
            <Link
              href={`${base}/reviews/${review.id}`}
              className={cx(
                "font-medium underline underline-offset-2",
                review.overdue ? "text-danger-text" : "text-warn-text",
              )}
            >
              {review.name}
            </Link>{" "}
            {review.overdue ? "is overdue: it was due" : "is due"}{" "}
            <Ago at={review.dueAt} className="text-muted" />. {left(review)}
          </p>
        </div>
      ))}
    </section>
  );
}

function left({ lines, decided, asked }: ReviewView): string {
  const open = lines - decided;
  const parts = [
    ...(open > 0 ? [`${plural(open, "line")} to decide`] : []),
    ...(asked > 0 ? [`${asked} to be taken away`] : []),
  ];
  return parts.length === 0 ? "All of it is decided: close it." : `Left: ${parts.join(", ")}.`;
}
