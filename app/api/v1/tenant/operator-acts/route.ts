import { listOperatorActs, operatorActsSchema } from "@/lib/tenants";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listOperatorActs",
    summary: "Lists what whoever runs the installation did to the organisation, newest first.",
    description: "A hundred at most; the ledger has an entry of each.",
    tag: "Settings",
    permission: "workspaces:read",
    gives: operatorActsSchema,
    answer: async ({ house, caller }) => ok({ data: await listOperatorActs(house, caller) }),
  }),
});
