import { z } from "zod";
import { displayName } from "@/lib/kernel/display-name";
import { idSchema, momentSchema } from "@/lib/kernel/wire.schema";
import { workspaceViewSchema } from "./workspaces/workspace.schema";

export const renameSchema = z
  .strictObject({ name: displayName("Give a name") })
  .meta({ id: "NewName", examples: [{ name: "Acme Europe" }] });
export type RenameInput = z.output<typeof renameSchema>;

const named = { id: idSchema, slug: z.string(), name: z.string(), createdAt: momentSchema };

export const tenantSettingsSchema = z
  .strictObject({
    tenant: z.strictObject(named),
    workspaces: z.array(workspaceViewSchema).describe("Those the caller sees, the oldest first."),
  })
  .meta({ id: "TenantSettings", description: "The organisation and its workspaces." });
