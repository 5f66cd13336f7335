import { pageOf } from "@/lib/kernel";
import {
  beginReview,
  begunReviewSchema,
  listReviews,
  newReviewSchema,
  reviewFilterSchema,
  reviewSchema,
} from "@/lib/reviews";
import { created, endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";
import { listQuery, page } from "../../list-query";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listReviews",
    summary: "Lists the reviews of access, the newest first, with what is overdue.",
    tag: "Members",
    permission: "reviews:read",
    query: listQuery.extend(reviewFilterSchema.shape),
    gives: pageOf(reviewSchema),
    problems: ["invalid_request"],
    answer: async ({ house, caller, query }) => ok(page(await listReviews(house, caller, query))),
  }),
  POST: endpoint({
    operation: "beginReview",
    summary: "Begins a review: a line for each member, live key and grant, with what it holds now.",
    description: "Of grants, those in workspaces that the caller sees have lines.",
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
