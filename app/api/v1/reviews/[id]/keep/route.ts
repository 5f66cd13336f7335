import { keepLines, keptLinesSchema, keptSchema } from "@/lib/reviews";
import { endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { reviewPath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "keepReviewLines",
    summary: "Keeps several lines that nobody has decided yet.",
    description:
      "All or none, but for those that hold more now than when the review began: they are skipped, to be decided alone.",
    tag: "Members",
    permission: "reviews:write",
    params: reviewPath,
    body: keptLinesSchema,
    gives: keptSchema,
    problems: ["conflict", "line_changed", "identity_degraded"],
    answer: async ({ house, caller, params, body }) =>
      ok(await keepLines(house, caller, params.id, body)),
  }),
});
