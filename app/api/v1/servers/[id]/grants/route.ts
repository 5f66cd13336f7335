import { pageOf } from "@/lib/kernel";
import {
  createdGrantSchema,
  createGrant,
  grantViewSchema,
  listGrants,
  newGrantSchema,
} from "@/lib/servers";
import { created, endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { listQuery, page } from "../../../../list-query";
import { serverPath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listGrants",
    summary: "Lists a server's grants, newest first, revoked ones too.",
    tag: "Grants",
    permission: "grants:read",
    params: serverPath,
    query: listQuery,
    gives: pageOf(grantViewSchema),
    problems: ["invalid_request"],
    answer: async ({ house, caller, params, query }) =>
      ok(page(await listGrants(house, caller, params.id, query))),
  }),
  POST: endpoint({
    operation: "createGrant",
    summary: "Makes a grant to call a server, and shows its token once.",
    tag: "Grants",
    permission: "grants:write",
    params: serverPath,
    body: newGrantSchema,
    status: 201,
    gives: createdGrantSchema,
    problems: ["secret_already_shown"],
    answer: async ({ house, caller, params, body }) => {
      const serverId = params.id;
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
