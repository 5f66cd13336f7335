import { decisionFilterSchema, decisionViewSchema, listDecisions } from "@/lib/decisions";
import { pageOf } from "@/lib/kernel";
import { endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";
import { cursorSchema, page } from "../../list-query";

const query = decisionFilterSchema.extend({ cursor: cursorSchema.optional() });

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listDecisions",
    summary: "Lists what the gate let pass and what it refused, newest first.",
    tag: "Decisions",
    permission: "decisions:read",
    query,
    gives: pageOf(decisionViewSchema),
    problems: ["invalid_request"],
    answer: async ({ house, caller, query: filter }) =>
      ok(page(await listDecisions(house, caller, filter))),
  }),
});
