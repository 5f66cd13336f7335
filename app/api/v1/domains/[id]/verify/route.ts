import { checkedDomainSchema, verifyDomain } from "@/lib/identity";
import { endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { domainPath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "verifyDomain",
    summary: "Looks for a domain's DNS record, and takes the domain for yours if it is there.",
    description:
      "Where it is not, the answer says why, and what was verified before stays so for now.",
    tag: "Sign-in",
    permission: "sign-in:write",
    params: domainPath,
    gives: checkedDomainSchema,
    repeatable: true,
    answer: async ({ house, caller, params }) => ok(await verifyDomain(house, caller, params.id)),
  }),
});
