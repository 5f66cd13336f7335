import {
  factorsViewSchema,
  listFactorsOf,
  resetFactors,
  resetFactorsQuerySchema,
  resetFactorsSchema,
} from "@/lib/factors";
import { endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { memberPath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listFactorsOfMember",
    summary: "Lists a member's factors, and the browsers in which they proved one.",
    tag: "Members",
    permission: "members:read",
    params: memberPath,
    gives: factorsViewSchema,
    answer: async ({ house, caller, params }) => ok(await listFactorsOf(house, caller, params.id)),
  }),
  DELETE: endpoint({
    operation: "resetFactorsOfMember",
    summary: "Takes all of a member's factors away and ends their sessions, for who has lost them.",
    tag: "Members",
    permission: "members:write",
    stepUp: "factors.reset",
    params: memberPath,
    query: resetFactorsQuerySchema,
    gives: resetFactorsSchema,
    answer: async ({ house, caller, params, query }) =>
      ok(await resetFactors(house, caller, params.id, query)),
  }),
});
