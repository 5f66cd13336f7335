import { decisionFilterSchema, listDecisions } from "@/lib/decisions";
import { endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";
import { cursorSchema, page } from "../../list-query";

const query = decisionFilterSchema.extend({ cursor: cursorSchema.optional() });

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    permission: "decisions:read",
    query,
    answer: async ({ house, caller, query: filter }) =>
      ok(page(await listDecisions(house, caller, filter))),
  }),
});
