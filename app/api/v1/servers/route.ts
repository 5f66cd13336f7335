import { listServers, newServerSchema, registerServer } from "@/lib/servers";
import { created, endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";
import { listQuery, page } from "../../list-query";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    permission: "servers:read",
    query: listQuery,
    answer: async ({ house, caller, query }) => ok(page(await listServers(house, caller, query))),
  }),
  POST: endpoint({
    permission: "providers:create",
    body: newServerSchema,
    answer: async ({ house, caller, body }) => {
      const server = await registerServer(house, caller, body);
      return created("/api/v1/servers", { id: server.id }, server);
    },
  }),
});
