import { endedSessionsSchema, endSessionsOf } from "@/lib/identity";
import { endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { memberPath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  DELETE: endpoint({
    operation: "endSessionsOfMember",
    summary: "Ends every session of a member, at every door from the next request on.",
    tag: "Sessions",
    permission: "sessions:write",
    params: memberPath,
    gives: endedSessionsSchema,
    answer: async ({ house, caller, params }) => ok(await endSessionsOf(house, caller, params.id)),
  }),
});
