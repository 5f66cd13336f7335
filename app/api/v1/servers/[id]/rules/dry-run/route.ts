import { dryRunRules } from "@/lib/decisions";
import { dryRunSchema } from "@/lib/servers";
import { endpoint, ok } from "../../../../../endpoint";
import { handle } from "../../../../../handle";

/** What a draft of the rules would have answered to recent calls. Changes nothing. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    permission: "decisions:read",
    body: dryRunSchema,
    repeatable: true,
    answer: async ({ house, caller, params, body }) =>
      ok(await dryRunRules(house, caller, params.id ?? "", body)),
  }),
});
