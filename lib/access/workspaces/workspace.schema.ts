import { z } from "zod";
import { displayName } from "@/lib/kernel/display-name";
import { SLUG } from "@/lib/kernel/slug";
import { idSchema, momentSchema } from "@/lib/kernel/wire.schema";
import { receiptSchema } from "@/lib/ledger/ledger.schema";

export const newWorkspaceSchema = z
  .strictObject({
    name: displayName("Give the workspace a name"),
    slug: z
      .string()
      .regex(
        SLUG,
        "An address is at most 40 small letters, digits and dashes, and neither begins nor ends with a dash",
      )
      .describe("Its name in addresses; it stays when the workspace is renamed."),
  })
  .meta({ id: "NewWorkspace", examples: [{ name: "Production", slug: "production" }] });
export type NewWorkspaceInput = z.output<typeof newWorkspaceSchema>;

export const workspaceViewSchema = z
  .strictObject({
    id: idSchema,
    slug: z.string(),
    name: z.string(),
    createdAt: momentSchema,
    archivedAt: momentSchema.nullable().describe("Since when it takes nothing new."),
  })
  .meta({ id: "Workspace" });

export const workspaceListSchema = z
  .strictObject({ data: z.array(workspaceViewSchema).describe("The oldest first.") })
  .meta({ id: "WorkspaceList", description: "The workspaces that the caller sees." });

export const createdWorkspaceSchema = z
  .strictObject({ id: idSchema, receipt: receiptSchema })
  .meta({ id: "CreatedWorkspace" });
