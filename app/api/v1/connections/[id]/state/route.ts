import { changeConnectionState, changedStateSchema, connectionStateSchema } from "@/lib/identity";
import { endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { connectionPath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  PUT: endpoint({
    operation: "changeConnectionState",
    summary: "Puts a connection in use, makes it the only way in, or shuts it.",
    tag: "Sign-in",
    permission: "sign-in:write",
    stepUp: "sign-in.change",
    params: connectionPath,
    body: connectionStateSchema,
    gives: changedStateSchema,
    problems: ["conflict"],
    answer: async ({ house, caller, params, body }) =>
      ok(await changeConnectionState(house, caller, params.id, body)),
  }),
});
