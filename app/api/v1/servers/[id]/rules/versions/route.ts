import { endpoint, ok } from "@/app/api/endpoint";
import { handle } from "@/app/api/handle";
import { serverPath } from "@/app/api/path-params";
import { pageOf } from "@/lib/kernel";
import { listRuleVersions, rulesViewSchema } from "@/lib/servers";

/** The last fifty versions of a server's rules, newest first, each with its document. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listRuleVersions",
    summary: "Lists the last fifty versions of a server's rules, newest first.",
    tag: "Rules",
    permission: "servers:read",
    params: serverPath,
    gives: pageOf(rulesViewSchema),
    answer: async ({ house, caller, params }) =>
      ok({ data: await listRuleVersions(house, caller, params.id), nextCursor: null }),
  }),
});
