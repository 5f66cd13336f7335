import { renameSchema, renameWorkspace } from "@/lib/access";
import { receivedSchema } from "@/lib/ledger";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";
import { workspacePath } from "../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  PUT: endpoint({
    operation: "renameWorkspace",
    summary: "Gives a workspace another name; its address and id stay.",
    tag: "Settings",
    permission: "workspaces:write",
    params: workspacePath,
    body: renameSchema,
    gives: receivedSchema,
    answer: async ({ house, caller, params, body }) =>
      ok(await renameWorkspace(house, caller, params.id, body)),
  }),
});
