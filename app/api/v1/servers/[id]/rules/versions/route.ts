import { endpoint, ok } from "@/app/api/endpoint";
import { handle } from "@/app/api/handle";
import { listRuleVersions } from "@/lib/servers";

/** The last fifty versions of a server's rules, newest first, each with its document. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    permission: "servers:read",
    answer: async ({ house, caller, params }) =>
      ok({ data: await listRuleVersions(house, caller, params.id ?? ""), nextCursor: null }),
  }),
});
