import { getReview, reviewSchema } from "@/lib/reviews";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";
import { reviewPath } from "../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "getReview",
    summary: "Gives one review of access with its lines.",
    tag: "Members",
    permission: "reviews:read",
    params: reviewPath,
    gives: reviewSchema,
    answer: async ({ house, caller, params }) => ok(await getReview(house, caller, params.id)),
  }),
});
