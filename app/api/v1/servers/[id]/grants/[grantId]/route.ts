import { receivedSchema } from "@/lib/ledger";
import { revokeGrant } from "@/lib/servers";
import { endpoint, ok } from "../../../../../endpoint";
import { handle } from "../../../../../handle";
import { grantPath } from "../../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  DELETE: endpoint({
    operation: "revokeGrant",
    summary: "Revokes a grant: it is refused within a second, and its open streams end.",
    tag: "Grants",
    permission: "grants:write",
    params: grantPath,
    gives: receivedSchema,
    answer: async ({ house, caller, params }) =>
      ok(await revokeGrant(house, caller, params.id, params.grantId)),
  }),
});
