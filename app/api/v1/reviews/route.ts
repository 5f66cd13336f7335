import {
  beginReview,
  begunReviewSchema,
  listReviews,
  newReviewSchema,
  reviewListSchema,
} from "@/lib/reviews";
import { created, endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listReviews",
    summary: "Lists the reviews of access, the newest first, with what is overdue.",
    tag: "Members",
    permission: "reviews:read",
    gives: reviewListSchema,
    answer: async ({ house, caller }) => ok(await listReviews(house, caller)),
  }),
  POST: endpoint({
    operation: "beginReview",
    summary: "Begins a review: a line for every member and live key, with what each may do now.",
    tag: "Members",
    permission: "reviews:write",
    body: newReviewSchema,
    status: 201,
    gives: begunReviewSchema,
    answer: async ({ house, caller, body }) => {
      const begun = await beginReview(house, caller, body);
      return created("/api/v1/reviews", { id: begun.id }, begun);
    },
  }),
});
