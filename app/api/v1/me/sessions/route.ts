import {
  endedSessionsSchema,
  endOtherSessions,
  listOwnSessions,
  sessionFilterSchema,
  sessionViewSchema,
} from "@/lib/identity";
import { pageOf } from "@/lib/kernel";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";
import { listQuery, page } from "../../../list-query";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listOwnSessions",
    summary: "Lists the caller's own sessions, newest first.",
    description: "A key is no person, and has none.",
    tag: "You",
    query: listQuery.extend({ state: sessionFilterSchema.shape.state }),
    gives: pageOf(sessionViewSchema),
    problems: ["invalid_request"],
    answer: async ({ house, caller, query }) =>
      ok(page(await listOwnSessions(house, caller, query))),
  }),
  DELETE: endpoint({
    operation: "endOtherSessions",
    summary: "Ends every session of the caller's own but the one that asks.",
    tag: "You",
    gives: endedSessionsSchema,
    answer: async ({ house, caller }) => ok(await endOtherSessions(house, caller)),
  }),
});
