import { discoverTools } from "@/lib/servers";
import { endpoint, ok } from "../../../../../endpoint";
import { handle } from "../../../../../handle";

/** Asks the upstream server for its tools now. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    permission: "rules:write",
    // It asks another machine, which must not happen while a transaction is open.
    repeatable: true,
    answer: async ({ house, caller, params }) =>
      ok(await discoverTools(house, caller, params.id ?? "")),
  }),
});
