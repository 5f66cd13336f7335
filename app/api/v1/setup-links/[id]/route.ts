import { revokeSetupLink, setupLinkReceiptSchema } from "@/lib/identity";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";
import { setupLinkPath } from "../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  DELETE: endpoint({
    operation: "revokeSetupLink",
    summary: "Ends a setup link that was not used.",
    tag: "Sign-in",
    permission: "sign-in:write",
    params: setupLinkPath,
    gives: setupLinkReceiptSchema,
    answer: async ({ house, caller, params }) =>
      ok(await revokeSetupLink(house, caller, params.id)),
  }),
});
