import { searchQuerySchema, searchRecords, searchResultSchema } from "@/lib/search";
import { endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";

/** What the command palette finds. Every caller may search what they may see. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "searchRecords",
    summary: "Finds servers, grants, keys, members, decisions and ledger entries by name or id.",
    tag: "You",
    query: searchQuerySchema,
    gives: searchResultSchema,
    answer: async ({ house, caller, query }) => ok(await searchRecords(house, caller, query.q)),
  }),
});
