import { receivedSchema } from "@/lib/ledger";
import { getServer, removeServer, serverViewSchema } from "@/lib/servers";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";
import { serverPath } from "../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "getServer",
    summary: "Gives one server with the tools it was last seen to offer.",
    tag: "Servers",
    permission: "servers:read",
    params: serverPath,
    gives: serverViewSchema,
    answer: async ({ house, caller, params }) => ok(await getServer(house, caller, params.id)),
  }),
  DELETE: endpoint({
    operation: "removeServer",
    summary: "Takes a server out of use: its grants stop, and its credential is destroyed.",
    tag: "Servers",
    permission: "providers:delete",
    params: serverPath,
    gives: receivedSchema,
    answer: async ({ house, caller, params }) => ok(await removeServer(house, caller, params.id)),
  }),
});
