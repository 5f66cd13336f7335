import { revokeApiKey } from "@/lib/credentials";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  DELETE: endpoint({
    permission: "api-keys:write",
    answer: async ({ house, caller, params }) =>
      ok(await revokeApiKey(house, caller, params.id ?? "")),
  }),
});
