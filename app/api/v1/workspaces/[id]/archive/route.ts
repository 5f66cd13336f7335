import { archiveWorkspace } from "@/lib/access";
import { receivedSchema } from "@/lib/ledger";
import { endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { workspacePath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "archiveWorkspace",
    summary:
      "Puts an empty workspace away: it takes nothing new, and what was decided in it stays readable.",
    tag: "Settings",
    permission: "workspaces:write",
    params: workspacePath,
    gives: receivedSchema,
    problems: ["conflict"],
    answer: async ({ house, caller, params }) =>
      ok(await archiveWorkspace(house, caller, params.id)),
  }),
});
