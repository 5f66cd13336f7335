import { Ago } from "@/components/ui/ago";
import { RowKeys } from "@/components/ui/row-keys";
import { Cell, Head, Row, RowLink, Table } from "@/components/ui/table";
import type { ReviewView } from "@/lib/reviews";
import { Progress, ReviewState } from "./review-state";

type ReviewTableProps = {
  readonly reviews: readonly ReviewView[];
  readonly names: Readonly<Record<string, string>>;
  readonly hrefOf: (id: string) => string;
  readonly nowMs: number;
};

/** Reviews of access; each row opens the review. */
export function ReviewTable({ reviews, names, hrefOf, nowMs }: ReviewTableProps) {
  return (
    <RowKeys>
      <Table aria-label="Reviews of access">
        <thead>
          <tr>
            <Head>Review</Head>
            <Head className="w-28">State</Head>
            <Head className="w-28 max-sm:hidden">Due</Head>
            <Head className="w-56 max-md:hidden">Progress</Head>
            <Head className="w-56 max-lg:hidden">Decided by</Head>
          </tr>
        </thead>
        <tbody>
          {reviews.map((review) => (
            <Row key={review.id}>
              <Cell className="max-w-0 py-2">
                <RowLink href={hrefOf(review.id)} className="block truncate">
                  {review.name}
                </RowLink>
                <span className="block truncate text-xs text-muted sm:hidden">
                  Due <Ago at={review.dueAt} />
                </span>
                <Progress review={review} className="md:hidden" />
              </Cell>
              <Cell>
                <ReviewState review={review} nowMs={nowMs} />
              </Cell>
              <Cell className="text-sm text-muted max-sm:hidden">
                <Ago at={review.dueAt} />
              </Cell>
              <Cell className="max-md:hidden">
                <Progress review={review} />
              </Cell>
              <Cell className="max-w-0 truncate text-sm text-muted max-lg:hidden">
                {reviewersOf(review, names)}
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </RowKeys>
  );
}

/** Who decides a review, by name. */
export function reviewersOf(
  { reviewers }: Pick<ReviewView, "reviewers">,
  names: Readonly<Record<string, string>>,
): string {
  if (reviewers.length === 0) return "Whoever may decide reviews";
  return reviewers.map((id) => names[`member:${id}`] ?? "A member").join(", ");
}
