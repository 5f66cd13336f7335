import { discoveredToolsSchema, discoverTools } from "@/lib/servers";
import { endpoint, ok } from "../../../../../endpoint";
import { handle } from "../../../../../handle";
import { serverPath } from "../../../../../path-params";

/** Asks the upstream server for its tools now. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "discoverTools",
    summary: "Asks the upstream server now what tools it offers.",
    tag: "Servers",
    permission: "rules:write",
    params: serverPath,
    gives: discoveredToolsSchema,
    // It asks another machine, which must not happen while a transaction is open.
    repeatable: true,
    answer: async ({ house, caller, params }) => ok(await discoverTools(house, caller, params.id)),
  }),
});
