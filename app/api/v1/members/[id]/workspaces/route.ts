import { receivedSchema } from "@/lib/ledger";
import { changeMemberWorkspaces, memberPlacesSchema } from "@/lib/people";
import { endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { memberPath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  PUT: endpoint({
    operation: "changeMemberWorkspaces",
    summary: "Says which workspaces a member sees, from their next request on.",
    tag: "Members",
    permission: "members:write",
    params: memberPath,
    body: memberPlacesSchema,
    gives: receivedSchema,
    answer: async ({ house, caller, params, body }) =>
      ok(await changeMemberWorkspaces(house, caller, params.id, body)),
  }),
});
