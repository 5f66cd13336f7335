/**
 * Reviews of access: who may do what at one moment, line by line, kept or taken away by a date. Nobody
 * decides on themselves, and a review closes only when what was decided is done.
 */
export { beginReview } from "./begin-review";
export { closeReview, decideLine } from "./decide-line";
export { getReview, listReviews } from "./list-reviews";
export {
  begunReviewSchema,
  decidedLineSchema,
  newReviewSchema,
  reviewDecisionSchema,
  reviewListSchema,
  reviewSchema,
} from "./review.schema";
