import { pageOf } from "@/lib/kernel";
import {
  addedMemberSchema,
  addPerson,
  listMembers,
  memberFilterSchema,
  memberViewSchema,
  newMemberSchema,
} from "@/lib/people";
import { created, endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";
import { listQuery, page } from "../../list-query";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listMembers",
    summary:
      "Lists the members, and former members, in the order in which they came unless sorted.",
    tag: "Members",
    permission: "members:read",
    query: listQuery.extend(memberFilterSchema.shape),
    gives: pageOf(memberViewSchema),
    problems: ["invalid_request"],
    answer: async ({ house, caller, query }) => ok(page(await listMembers(house, caller, query))),
  }),
  POST: endpoint({
    operation: "addMember",
    summary: "Adds a person, known by the subject that the identity provider gives them.",
    tag: "Members",
    stepUp: "members.change",
    permission: "members:write",
    body: newMemberSchema,
    status: 201,
    gives: addedMemberSchema,
    problems: ["conflict"],
    answer: async ({ house, caller, body }) => {
      const { id, receipt } = await addPerson(house, caller, body);
      return created("/api/v1/members", { id }, { id, receipt });
    },
  }),
});
