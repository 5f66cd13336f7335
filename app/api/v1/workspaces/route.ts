import {
  createdWorkspaceSchema,
  createWorkspace,
  listWorkspaces,
  newWorkspaceSchema,
  workspaceListSchema,
} from "@/lib/access";
import { created, endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listWorkspaces",
    summary: "Lists the workspaces that the caller sees, the oldest first.",
    tag: "Settings",
    permission: "workspaces:read",
    gives: workspaceListSchema,
    answer: async ({ house, caller }) => ok(await listWorkspaces(house, caller)),
  }),
  POST: endpoint({
    operation: "createWorkspace",
    summary: "Makes another workspace. Only who sees every workspace may, and sees it.",
    tag: "Settings",
    permission: "workspaces:write",
    body: newWorkspaceSchema,
    status: 201,
    gives: createdWorkspaceSchema,
    problems: ["conflict"],
    answer: async ({ house, caller, body }) => {
      const { id, receipt } = await createWorkspace(house, caller, body);
      return created("/api/v1/workspaces", { id }, { id, receipt });
    },
  }),
});
