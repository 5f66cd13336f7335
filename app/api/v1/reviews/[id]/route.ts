import { receivedSchema } from "@/lib/ledger";
import { changeReview, getReview, reviewChangeSchema, reviewSchema } from "@/lib/reviews";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";
import { reviewPath } from "../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "getReview",
    summary: "Gives one review of access: what it is about, and how far it is.",
    tag: "Members",
    permission: "reviews:read",
    params: reviewPath,
    gives: reviewSchema,
    answer: async ({ house, caller, params }) => ok(await getReview(house, caller, params.id)),
  }),
  PUT: endpoint({
    operation: "changeReview",
    summary: "Gives an open review another date, or other reviewers.",
    description: "For whoever began it, and whoever holds `admin:all`.",
    tag: "Members",
    permission: "reviews:write",
    params: reviewPath,
    body: reviewChangeSchema,
    gives: receivedSchema,
    problems: ["conflict"],
    answer: async ({ house, caller, params, body }) =>
      ok(await changeReview(house, caller, params.id, body)),
  }),
});
