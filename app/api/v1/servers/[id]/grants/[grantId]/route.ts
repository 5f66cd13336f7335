import { revokeGrant } from "@/lib/servers";
import { endpoint, ok } from "../../../../../endpoint";
import { handle } from "../../../../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  DELETE: endpoint({
    permission: "grants:write",
    answer: async ({ house, caller, params }) =>
      ok(await revokeGrant(house, caller, params.id ?? "", params.grantId ?? "")),
  }),
});
