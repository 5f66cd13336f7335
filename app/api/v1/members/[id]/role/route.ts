import { changedAccessSchema, changeMemberRole, memberRoleChangeSchema } from "@/lib/people";
import { endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { memberPath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  PUT: endpoint({
    operation: "changeMemberRole",
    summary: "Gives a member another role, which holds from their next request on.",
    tag: "Members",
    stepUp: "roles.change",
    permission: "members:write",
    params: memberPath,
    body: memberRoleChangeSchema,
    gives: changedAccessSchema,
    problems: ["last_owner"],
    answer: async ({ house, caller, params, body }) =>
      ok(await changeMemberRole(house, caller, params.id, body)),
  }),
});
