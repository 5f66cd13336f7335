import { dryRunResultSchema, dryRunRules } from "@/lib/decisions";
import { dryRunSchema } from "@/lib/servers";
import { endpoint, ok } from "../../../../../endpoint";
import { handle } from "../../../../../handle";
import { serverPath } from "../../../../../path-params";

/** What a draft of the rules would have answered to recent calls. Changes nothing. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "dryRunRules",
    summary: "Says what draft rules would have answered to recent calls; changes nothing.",
    tag: "Rules",
    permission: "decisions:read",
    params: serverPath,
    gives: dryRunResultSchema,
    problems: ["invalid_rules"],
    body: dryRunSchema,
    repeatable: true,
    answer: async ({ house, caller, params, body }) =>
      ok(await dryRunRules(house, caller, params.id, body)),
  }),
});
