import { getDecision } from "@/lib/decisions";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    permission: "decisions:read",
    answer: async ({ house, caller, params }) =>
      ok(await getDecision(house, caller, params.id ?? "")),
  }),
});
