import { z } from "zod";
import { idSchema, momentSchema } from "@/lib/kernel/wire.schema";
import { receiptSchema } from "@/lib/ledger/ledger.schema";

export const newApiKeySchema = z
  .strictObject({
    name: z.string().trim().min(1, "Give the key a name").max(120),
    capabilities: z
      .array(z.string().max(64))
      .min(1, "Choose at least one capability")
      .max(64)
      .transform((names) => [...new Set(names)].sort())
      .describe("Permissions that its creator holds."),
    expiresAt: z.iso
      .datetime({ offset: true, error: "Give a date and time with its offset" })
      .nullish()
      .describe("When it ends by itself; never if left out."),
  })
  .meta({ id: "NewApiKey", examples: [{ name: "CI", capabilities: ["servers:read"] }] });
export type NewApiKeyInput = z.output<typeof newApiKeySchema>;

const capabilities = z.array(z.string()).describe("The permissions it holds.");

export const apiKeyViewSchema = z
  .strictObject({
    id: idSchema,
    name: z.string(),
    lastFour: z.string().describe("The key's last four characters."),
    capabilities,
    createdBy: z.string().describe("Who made it, as the ledger names them."),
    createdAt: momentSchema,
    expiresAt: momentSchema.nullable(),
    revokedAt: momentSchema.nullable(),
    lastUsedAt: momentSchema.nullable().describe("Noted at most every five minutes."),
  })
  .meta({ id: "ApiKey" });

/** A key as it was made: it is not shown again. */
export const createdApiKeySchema = z
  .strictObject({
    id: idSchema,
    name: z.string(),
    token: z.string().describe("The key itself, `pck_…`. Shown this once."),
    capabilities,
    expiresAt: momentSchema.nullable(),
    receipt: receiptSchema,
  })
  .meta({ id: "CreatedApiKey" });
