import { decisionDetailSchema, getDecision } from "@/lib/decisions";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";
import { decisionPath } from "../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "getDecision",
    summary: "Gives one call with its explanation, its steps and its ledger entries.",
    tag: "Decisions",
    permission: "decisions:read",
    params: decisionPath,
    gives: decisionDetailSchema,
    answer: async ({ house, caller, params }) => ok(await getDecision(house, caller, params.id)),
  }),
});
