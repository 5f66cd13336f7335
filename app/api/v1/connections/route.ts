import {
  connectionViewSchema,
  createConnection,
  createdConnectionSchema,
  listConnections,
  newConnectionSchema,
} from "@/lib/identity";
import { pageOf } from "@/lib/kernel";
import { created, endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listConnections",
    summary: "Lists the connections to identity providers, the oldest first, all of them.",
    tag: "Sign-in",
    permission: "sign-in:read",
    gives: pageOf(connectionViewSchema),
    answer: async ({ house, caller }) => ok(await listConnections(house, caller)),
  }),
  POST: endpoint({
    operation: "createConnection",
    summary:
      "Sets up a connection as a draft, which lets nobody in until it was tested and turned on.",
    tag: "Sign-in",
    permission: "sign-in:write",
    stepUp: "sign-in.change",
    body: newConnectionSchema,
    status: 201,
    gives: createdConnectionSchema,
    problems: ["conflict", "url_refused"],
    answer: async ({ house, caller, body }) => {
      const { id, receipt } = await createConnection(house, caller, body);
      return created("/api/v1/connections", { id }, { id, receipt });
    },
  }),
});
