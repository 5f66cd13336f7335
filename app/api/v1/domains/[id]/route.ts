import {
  changeDomain,
  domainChangeSchema,
  domainReceiptSchema,
  removeDomain,
} from "@/lib/identity";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";
import { domainPath } from "../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  PUT: endpoint({
    operation: "changeDomain",
    summary: "Says which connection alone may vouch for a domain's addresses.",
    tag: "Sign-in",
    permission: "sign-in:write",
    stepUp: "sign-in.change",
    params: domainPath,
    body: domainChangeSchema,
    gives: domainReceiptSchema,
    answer: async ({ house, caller, params, body }) =>
      ok(await changeDomain(house, caller, params.id, body)),
  }),
  DELETE: endpoint({
    operation: "removeDomain",
    summary: "Removes a domain: from then on nobody vouches for its addresses.",
    tag: "Sign-in",
    permission: "sign-in:write",
    stepUp: "sign-in.change",
    params: domainPath,
    gives: domainReceiptSchema,
    answer: async ({ house, caller, params }) => ok(await removeDomain(house, caller, params.id)),
  }),
});
