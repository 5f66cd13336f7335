import {
  changedRoleSchema,
  changeRole,
  getRole,
  removeRole,
  roleChangeSchema,
  roleViewSchema,
} from "@/lib/access";
import { receivedSchema } from "@/lib/ledger";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";
import { rolePath } from "../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "getRole",
    summary: "Gives one of the organisation's own roles.",
    tag: "Members",
    permission: "members:read",
    params: rolePath,
    gives: roleViewSchema,
    answer: async ({ house, caller, params }) => ok(await getRole(house, caller, params.id)),
  }),
  PUT: endpoint({
    operation: "changeRole",
    summary: "Changes one of the organisation's own roles, for everybody who has it, at once.",
    tag: "Members",
    permission: "roles:write",
    stepUp: "roles.change",
    params: rolePath,
    body: roleChangeSchema,
    gives: changedRoleSchema,
    problems: ["conflict"],
    answer: async ({ house, caller, params, body }) =>
      ok(await changeRole(house, caller, params.id, body)),
  }),
  DELETE: endpoint({
    operation: "removeRole",
    summary: "Takes one of the organisation's own roles away, once nobody has it.",
    tag: "Members",
    permission: "roles:write",
    stepUp: "roles.change",
    params: rolePath,
    gives: receivedSchema,
    problems: ["conflict"],
    answer: async ({ house, caller, params }) => ok(await removeRole(house, caller, params.id)),
  }),
});
