import { pageOf } from "@/lib/kernel";
import { lineFilterSchema, listReviewLines, reviewLineSchema } from "@/lib/reviews";
import { endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { listQuery, page } from "../../../../list-query";
import { reviewPath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listReviewLines",
    summary: "Lists the lines of a review: who held what, since when, and what was decided.",
    tag: "Members",
    permission: "reviews:read",
    params: reviewPath,
    query: listQuery.extend(lineFilterSchema.shape),
    gives: pageOf(reviewLineSchema),
    problems: ["invalid_request"],
    answer: async ({ house, caller, params, query }) =>
      ok(page(await listReviewLines(house, caller, params.id, query))),
  }),
});
