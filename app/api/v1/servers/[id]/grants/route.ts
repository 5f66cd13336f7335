import { createGrant, listGrants, newGrantSchema } from "@/lib/servers";
import { created, endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { listQuery, page } from "../../../../list-query";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    permission: "grants:read",
    query: listQuery,
    answer: async ({ house, caller, params, query }) =>
      ok(page(await listGrants(house, caller, params.id ?? "", query))),
  }),
  POST: endpoint({
    permission: "grants:write",
    body: newGrantSchema,
    answer: async ({ house, caller, params, body }) => {
      const serverId = params.id ?? "";
      const grant = await createGrant(house, caller, serverId, body);
      const path = `/api/v1/servers/${serverId}/grants`;
      return created(
        path,
        { id: grant.id, secret: true },
        { ...grant, token: grant.token.reveal() },
      );
    },
  }),
});
