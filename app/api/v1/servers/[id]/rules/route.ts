import { Problem } from "@/lib/kernel";
import { getRules, publishRules, publishRulesSchema } from "@/lib/servers";
import { endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    permission: "servers:read",
    answer: async ({ house, caller, params }) => {
      const rules = await getRules(house, caller, params.id ?? "");
      if (rules === null) {
        throw new Problem("not_found", { detail: "No rules were published for this server yet." });
      }
      return ok(rules);
    },
  }),
  PUT: endpoint({
    permission: "rules:write",
    body: publishRulesSchema,
    answer: async ({ house, caller, params, body }) =>
      ok(await publishRules(house, caller, params.id ?? "", body)),
  }),
});
