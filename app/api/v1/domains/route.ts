import {
  addDomain,
  addedDomainSchema,
  domainViewSchema,
  listDomains,
  newDomainSchema,
} from "@/lib/identity";
import { pageOf } from "@/lib/kernel";
import { created, endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listDomains",
    summary: "Lists the domains of the organisation, by name, all of them.",
    tag: "Sign-in",
    permission: "sign-in:read",
    gives: pageOf(domainViewSchema),
    answer: async ({ house, caller }) => ok(await listDomains(house, caller)),
  }),
  POST: endpoint({
    operation: "addDomain",
    summary: "Adds a domain, and says which DNS record is to show that it is yours.",
    tag: "Sign-in",
    permission: "sign-in:write",
    body: newDomainSchema,
    status: 201,
    gives: addedDomainSchema,
    problems: ["conflict"],
    answer: async ({ house, caller, body }) => {
      const added = await addDomain(house, caller, body);
      return created("/api/v1/domains", { id: added.domain.id }, added);
    },
  }),
});
