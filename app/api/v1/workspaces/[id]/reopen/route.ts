import { reopenWorkspace } from "@/lib/access";
import { receivedSchema } from "@/lib/ledger";
import { endpoint, ok } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { workspacePath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "reopenWorkspace",
    summary: "Takes a workspace back that was put away.",
    tag: "Settings",
    permission: "workspaces:write",
    params: workspacePath,
    gives: receivedSchema,
    problems: ["conflict"],
    answer: async ({ house, caller, params }) =>
      ok(await reopenWorkspace(house, caller, params.id)),
  }),
});
