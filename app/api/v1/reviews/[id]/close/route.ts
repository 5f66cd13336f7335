import { receivedSchema } from "@/lib/ledger";
import { closeReview } from "@/lib/reviews";
import { endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { reviewPath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "closeReview",
    summary: "Closes a review, once every line is decided or gone, and what was to go is gone.",
    tag: "Members",
    permission: "reviews:write",
    params: reviewPath,
    gives: receivedSchema,
    problems: ["conflict", "identity_degraded"],
    answer: async ({ house, caller, params }) => ok(await closeReview(house, caller, params.id)),
  }),
});
