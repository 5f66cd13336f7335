import { keepLines, keptLinesSchema, keptSchema } from "@/lib/reviews";
import { endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { reviewPath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "keepReviewLines",
    summary: "Keeps several lines that nobody has decided yet, all or none.",
    tag: "Members",
    permission: "reviews:write",
    params: reviewPath,
    body: keptLinesSchema,
    gives: keptSchema,
    problems: ["conflict", "identity_degraded"],
    answer: async ({ house, caller, params, body }) =>
      ok(await keepLines(house, caller, params.id, body)),
  }),
});
