import { receivedSchema } from "@/lib/ledger";
import { restoreMember, roleSchema } from "@/lib/people";
import { endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { memberPath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "restoreMember",
    summary: "Takes a former member back, with a role that is given anew.",
    tag: "Members",
    stepUp: "members.change",
    permission: "members:write",
    params: memberPath,
    body: roleSchema,
    gives: receivedSchema,
    answer: async ({ house, caller, params, body }) =>
      ok(await restoreMember(house, caller, params.id, body)),
  }),
});
