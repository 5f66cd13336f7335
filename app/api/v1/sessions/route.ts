import { listSessions, sessionFilterSchema, sessionViewSchema } from "@/lib/identity";
import { pageOf } from "@/lib/kernel";
import { endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";
import { listQuery, page } from "../../list-query";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listSessions",
    summary: "Lists the organisation's sessions, newest first: whose, on what device, from where.",
    tag: "Sessions",
    permission: "sessions:read",
    query: listQuery.extend(sessionFilterSchema.shape),
    gives: pageOf(sessionViewSchema),
    problems: ["invalid_request"],
    answer: async ({ house, caller, query }) => ok(page(await listSessions(house, caller, query))),
  }),
});
