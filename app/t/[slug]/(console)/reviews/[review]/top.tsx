import { ChangeReview } from "@/components/reviews/change-review";
import { CloseReview } from "@/components/reviews/close-review";
import { Progress, ReviewState } from "@/components/reviews/review-state";
import { reviewersOf } from "@/components/reviews/review-table";
import type { Reviewer } from "@/components/reviews/reviewer-choice";
import { Ago } from "@/components/ui/ago";
import { PageHeader } from "@/components/ui/page-header";
import { NotPermitted } from "@/components/ui/permitted";
import { utc } from "@/components/ui/time";
import { mayDo } from "@/lib/access";
import type { SessionCaller } from "@/lib/identity";
import { now } from "@/lib/kernel";
import type { ReviewView } from "@/lib/reviews";
import { permit } from "../../permit";
import { change, close } from "../actions";

type ReviewTopProps = {
  readonly slug: string;
  readonly base: string;
  readonly caller: SessionCaller;
  readonly review: ReviewView;
  readonly people: readonly Reviewer[];
  readonly names: Readonly<Record<string, string>>;
};

/** The head of a review: how it stands, by when, who decides, and what can be done with it as a whole. */
export function ReviewTop({ slug, base, caller, review, people, names }: ReviewTopProps) {
  const writing = permit(caller, "reviews:write");
  const mayChange = review.createdBy === caller.actor || mayDo(caller, "admin:all");
  const acts =
    review.closedAt !== null ? null : writing.may ? (
      <>
        {mayChange ? (
          <ChangeReview
            key={`${review.dueAt} ${review.reviewers.join()}`}
            review={review}
            people={people}
            change={change.bind(null, slug, review.id)}
          />
        ) : (
          <NotPermitted why="Only whoever began this review, or an owner, changes its date or its reviewers.">
            Change
          </NotPermitted>
        )}
        <CloseReview name={review.name} close={close.bind(null, slug, review.id)} />
      </>
    ) : (
      <NotPermitted why={writing.why}>Close review</NotPermitted>
    );
  return (
    <>
      <PageHeader
        title={review.name}
        back={{ href: `${base}/reviews`, label: "Reviews" }}
        purpose={
          review.holding === null
            ? "Keep what is still needed; what is not is taken away at once, or asked of those who may."
            : `Who held ${review.holding} when it began. Keep what is still needed; the rest is taken away.`
        }
        act={acts}
      />
      <div className="mb-5 flex flex-wrap items-center gap-x-6 gap-y-2 text-sm text-muted">
        <ReviewState review={review} nowMs={now().getTime()} />
        {review.closedAt === null ? (
          <span>
            Due {utc(review.dueAt)} (<Ago at={review.dueAt} />)
          </span>
        ) : (
          <span>Closed {utc(review.closedAt)}</span>
        )}
        <span>Decided by: {reviewersOf(review, names)}</span>
        <Progress review={review} className="w-56" />
      </div>
    </>
  );
}
