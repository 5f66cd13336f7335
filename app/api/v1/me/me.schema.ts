import { z } from "zod";
import { ROLES } from "@/lib/access";
import { idSchema, momentSchema } from "@/lib/kernel";

export const meSchema = z
  .strictObject({
    kind: z.enum(["member", "api-key"]),
    id: idSchema,
    name: z.string(),
    email: z.string().nullable().describe("Null for a key."),
    role: z
      .enum(ROLES)
      .nullable()
      .describe("Null for a key, and for a person with one of the organisation's own roles."),
    customRole: z
      .strictObject({ id: idSchema, name: z.string() })
      .nullable()
      .describe("The organisation's own role that the person has."),
    permissions: z.array(z.string()),
    tenant: z.strictObject({ id: idSchema, slug: z.string(), name: z.string() }),
    workspaceIds: z.array(idSchema),
    keyExpiresAt: momentSchema.nullable().describe("When the key ends; null for a person."),
    sessionExpiresAt: momentSchema.nullable().describe("Null for a key."),
  })
  .meta({
    id: "Me",
    description: "Who calls, and what they may do.",
    examples: [
      {
        kind: "api-key",
        id: "0199a1b2-7c3d-7e4f-8a5b-000000000004",
        name: "CI",
        email: null,
        role: null,
        customRole: null,
        permissions: ["rules:write", "servers:read"],
        tenant: { id: "0199a1b2-7c3d-7e4f-8a5b-000000000005", slug: "acme", name: "Acme" },
        workspaceIds: ["0199a1b2-7c3d-7e4f-8a5b-000000000006"],
        keyExpiresAt: "2027-01-31T12:00:00.000Z",
        sessionExpiresAt: null,
      },
    ],
  });
