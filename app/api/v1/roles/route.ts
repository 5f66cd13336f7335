import {
  createdRoleSchema,
  createRole,
  listRoles,
  newRoleSchema,
  roleListSchema,
} from "@/lib/access";
import { created, endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listRoles",
    summary: "Lists every role: the built-in ones, then the organisation's own.",
    tag: "Members",
    permission: "members:read",
    gives: roleListSchema,
    answer: async ({ house, caller }) => ok(await listRoles(house, caller)),
  }),
  POST: endpoint({
    operation: "createRole",
    summary: "Makes a role of the organisation's own, with a part of what its maker holds.",
    tag: "Members",
    permission: "roles:write",
    stepUp: "roles.change",
    body: newRoleSchema,
    status: 201,
    gives: createdRoleSchema,
    problems: ["conflict"],
    answer: async ({ house, caller, body }) => {
      const { id, receipt } = await createRole(house, caller, body);
      return created("/api/v1/roles", { id }, { id, receipt });
    },
  }),
});
