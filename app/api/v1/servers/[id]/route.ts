import { getServer, removeServer } from "@/lib/servers";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    permission: "servers:read",
    answer: async ({ house, caller, params }) =>
      ok(await getServer(house, caller, params.id ?? "")),
  }),
  DELETE: endpoint({
    permission: "providers:delete",
    answer: async ({ house, caller, params }) =>
      ok(await removeServer(house, caller, params.id ?? "")),
  }),
});
