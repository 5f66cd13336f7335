import { decidedLineSchema, decideLine, reviewDecisionSchema } from "@/lib/reviews";
import { endpoint, ok } from "../../../../../endpoint";
import { handle } from "../../../../../handle";
import { reviewLinePath } from "../../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  PUT: endpoint({
    operation: "decideReviewLine",
    summary: "Keeps a line of a review, or takes away what it is about.",
    description:
      "What is to be removed goes at once for who holds `members:write`, `api-keys:write` or `grants:write`; else those who do are told. To keep what holds more now than when the review began, name it by `version`.",
    tag: "Members",
    permission: "reviews:write",
    params: reviewLinePath,
    body: reviewDecisionSchema,
    gives: decidedLineSchema,
    problems: ["conflict", "line_changed", "identity_degraded", "last_owner"],
    answer: async ({ house, caller, params, body }) =>
      ok(await decideLine(house, caller, params, body)),
  }),
});
