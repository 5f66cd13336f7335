/**
 * Reviews of access: who may do what at one moment, line by line, kept or taken away by a date. Nobody
 * decides on themselves or keeps what they made, and a review closes only when what was decided is done.
 */
export { announceDue } from "./announce-due";
export { beginReview } from "./begin-review";
export { changeReview } from "./change-review";
export { closeReview } from "./close-review";
export { decideLine } from "./decide-line";
export { keepLines } from "./keep-lines";
export { getReviewLine, listReviewLines, type ReviewLineView } from "./list-lines";
export { getReview, listReviews, type ReviewView } from "./list-reviews";
export {
  begunReviewSchema,
  decidedLineSchema,
  type KeptLinesInput,
  keptLinesSchema,
  keptSchema,
  LINE_STATES,
  type LineFilter,
  lineFilterSchema,
  type NewReviewInput,
  newReviewSchema,
  REVIEW_STATES,
  type ReviewChangeInput,
  type ReviewDecision,
  type ReviewFilter,
  reviewChangeSchema,
  reviewDecisionSchema,
  reviewFilterSchema,
  reviewLineSchema,
  reviewSchema,
  SUBJECT_KINDS,
  type SubjectKind,
} from "./review.schema";
