import { triedCallSchema, tryCall, tryCallSchema } from "@/lib/servers";
import { endpoint, ok } from "../../../../../endpoint";
import { handle } from "../../../../../handle";
import { serverPath } from "../../../../../path-params";

/** What a draft of the rules would say to one call. Calls nothing and changes nothing. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "tryCall",
    summary: "Says what draft rules would answer to one call; calls nothing.",
    tag: "Rules",
    permission: "servers:read",
    params: serverPath,
    body: tryCallSchema,
    gives: triedCallSchema,
    problems: ["invalid_rules"],
    repeatable: true,
    answer: async ({ house, caller, params, body }) =>
      ok(await tryCall(house, caller, params.id, body)),
  }),
});
