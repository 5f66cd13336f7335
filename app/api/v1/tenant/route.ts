import { readSettings, renameSchema, renameTenant, tenantSettingsSchema } from "@/lib/access";
import { receivedSchema } from "@/lib/ledger";
import { endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "getTenant",
    summary: "Gives the organisation and its workspaces.",
    tag: "Settings",
    permission: "workspaces:read",
    gives: tenantSettingsSchema,
    answer: async ({ house, caller }) => ok(await readSettings(house, caller)),
  }),
  PUT: endpoint({
    operation: "renameTenant",
    summary: "Gives the organisation another name; its address and id stay.",
    tag: "Settings",
    permission: "workspaces:write",
    body: renameSchema,
    gives: receivedSchema,
    answer: async ({ house, caller, body }) => ok(await renameTenant(house, caller, body)),
  }),
});
