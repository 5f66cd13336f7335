import { pageOf } from "@/lib/kernel";
import { grantFilterSchema, grantOfServerSchema, listAllGrants } from "@/lib/servers";
import { endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";
import { cursorSchema, page } from "../../list-query";

const query = grantFilterSchema.extend({ cursor: cursorSchema.optional() });

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listAllGrants",
    summary: "Lists the grants of every server, newest first unless sorted.",
    tag: "Grants",
    permission: "grants:read",
    query,
    gives: pageOf(grantOfServerSchema),
    problems: ["invalid_request"],
    answer: async ({ house, caller, query: filter }) =>
      ok(page(await listAllGrants(house, caller, filter))),
  }),
});
