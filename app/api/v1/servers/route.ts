import { pageOf } from "@/lib/kernel";
import {
  listServers,
  newServerSchema,
  registeredServerSchema,
  registerServer,
  serverOrderSchema,
  serverSummarySchema,
} from "@/lib/servers";
import { created, endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";
import { listQuery, page } from "../../list-query";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listServers",
    summary: "Lists upstream servers, oldest first unless sorted.",
    tag: "Servers",
    permission: "servers:read",
    query: listQuery.extend(serverOrderSchema.shape),
    gives: pageOf(serverSummarySchema),
    problems: ["invalid_request"],
    answer: async ({ house, caller, query }) => ok(page(await listServers(house, caller, query))),
  }),
  POST: endpoint({
    operation: "registerServer",
    summary: "Registers an upstream MCP server; nothing passes until rules are published.",
    tag: "Servers",
    permission: "providers:create",
    body: newServerSchema,
    status: 201,
    gives: registeredServerSchema,
    problems: ["url_refused", "command_refused"],
    answer: async ({ house, caller, body }) => {
      const server = await registerServer(house, caller, body);
      return created("/api/v1/servers", { id: server.id }, server);
    },
  }),
});
