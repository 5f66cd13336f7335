import {
  getMember,
  memberViewSchema,
  removalSchema,
  removedMemberSchema,
  removeMember,
} from "@/lib/people";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";
import { memberPath } from "../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "getMember",
    summary: "Gives one member, or former member.",
    tag: "Members",
    permission: "members:read",
    params: memberPath,
    gives: memberViewSchema,
    answer: async ({ house, caller, params }) => ok(await getMember(house, caller, params.id)),
  }),
  DELETE: endpoint({
    operation: "removeMember",
    summary:
      "Removes a member: their sessions end, and the API keys they made are revoked or kept.",
    tag: "Members",
    permission: "members:write",
    params: memberPath,
    query: removalSchema,
    gives: removedMemberSchema,
    problems: ["last_owner"],
    answer: async ({ house, caller, params, query }) =>
      ok(await removeMember(house, caller, params.id, query)),
  }),
});
