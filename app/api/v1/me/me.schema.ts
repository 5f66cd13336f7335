import { z } from "zod";
import { ROLES } from "@/lib/access";
import { idSchema, momentSchema } from "@/lib/kernel";

export const meSchema = z
  .strictObject({
    kind: z.enum(["member", "api-key"]),
    id: idSchema,
    name: z.string(),
    email: z.string().nullable().describe("Null for a key."),
    role: z.enum(ROLES).nullable().describe("Null for a key."),
    permissions: z.array(z.string()),
    tenant: z.strictObject({ id: idSchema, slug: z.string(), name: z.string() }),
    workspaceIds: z.array(idSchema),
    sessionExpiresAt: momentSchema.nullable().describe("Null for a key."),
  })
  .meta({ id: "Me", description: "Who calls, and what they may do." });
