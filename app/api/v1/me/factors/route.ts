import { factorsViewSchema, listOwnFactors } from "@/lib/factors";
import { endpoint, ok, personOf } from "../../../endpoint";
import { handle } from "../../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listOwnFactors",
    summary:
      "Lists your factors, the browsers that are known, and how many recovery codes are left.",
    tag: "You",
    person: true,
    gives: factorsViewSchema,
    answer: async ({ house, caller }) => ok(await listOwnFactors(house, personOf(caller))),
  }),
});
