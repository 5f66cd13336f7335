import { connectionReceiptSchema, connectionRenewalSchema, renewConnection } from "@/lib/identity";
import { endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { connectionPath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  PUT: endpoint({
    operation: "renewConnection",
    summary:
      "Gives a connection its provider's new secret or certificates. The provider stays the same.",
    tag: "Sign-in",
    permission: "sign-in:write",
    stepUp: "sign-in.change",
    params: connectionPath,
    body: connectionRenewalSchema,
    gives: connectionReceiptSchema,
    problems: ["conflict"],
    answer: async ({ house, caller, params, body }) =>
      ok(await renewConnection(house, caller, params.id, body)),
  }),
});
