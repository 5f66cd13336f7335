import { changedAccessSchema, changeMemberWorkspaces, memberPlacesSchema } from "@/lib/people";
import { endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { memberPath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  PUT: endpoint({
    operation: "changeMemberWorkspaces",
    summary: "Says which workspaces a member sees, from their next request on.",
    tag: "Members",
    permission: "members:write",
    stepUp: "members.change",
    params: memberPath,
    body: memberPlacesSchema,
    gives: changedAccessSchema,
    answer: async ({ house, caller, params, body }) =>
      ok(await changeMemberWorkspaces(house, caller, params.id, body)),
  }),
});
