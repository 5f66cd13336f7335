import { listTraces, traceViewSchema } from "@/lib/identity";
import { pageOf } from "@/lib/kernel";
import { endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";
import { listQuery, page } from "../../list-query";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listSignInTraces",
    summary: "Lists the sign-ins that were refused in the last thirty days, newest first, and why.",
    tag: "Sign-in",
    permission: "sign-in:read",
    query: listQuery,
    gives: pageOf(traceViewSchema),
    problems: ["invalid_request"],
    answer: async ({ house, caller, query }) => ok(page(await listTraces(house, caller, query))),
  }),
});
