import { z } from "zod";
import { placesSchema } from "@/lib/access/places.schema";
import { displayName } from "@/lib/kernel/display-name";
import { sortSchema } from "@/lib/kernel/sort.schema";
import { idSchema, momentSchema } from "@/lib/kernel/wire.schema";
import { receiptSchema } from "@/lib/ledger/ledger.schema";

const end = z.iso.datetime({ offset: true, error: "Give a date and time with its offset" });

export const newApiKeySchema = z
  .strictObject({
    name: displayName("Give the key a name"),
    capabilities: z
      .array(z.string().max(64))
      .min(1, "Choose at least one capability")
      .max(64)
      .transform((names) => [...new Set(names)].sort())
      .describe("Permissions that its creator holds."),
    expiresAt: end.nullish().describe("When it ends by itself; never if left out."),
    workspaces: placesSchema
      .optional()
      .describe("Which workspaces it sees; those that its creator sees if left out."),
  })
  .meta({ id: "NewApiKey", examples: [{ name: "CI", capabilities: ["servers:read"] }] });
export type NewApiKeyInput = z.output<typeof newApiKeySchema>;

/** The longest time, in seconds, for which a rotated key goes on working beside its successor. */
const MAX_OVERLAP_SECONDS = 7 * 24 * 60 * 60;

export const rotateApiKeySchema = z
  .strictObject({
    overlapSeconds: z
      .int({ error: "Give a whole number of seconds" })
      .min(0, "An overlap is not negative")
      .max(MAX_OVERLAP_SECONDS, "An overlap is at most 7 days")
      .describe("For how long the old key goes on working, in seconds."),
    expiresAt: end
      .nullish()
      .describe("When the successor ends; left out, when the old key would have; null for no end."),
  })
  .meta({ id: "RotateApiKey", examples: [{ overlapSeconds: 3600 }] });
export type RotateApiKeyInput = z.output<typeof rotateApiKeySchema>;

export const revokeApiKeySchema = z.strictObject({
  successors: z
    .enum(["keep", "revoke"])
    .default("keep")
    .describe("What becomes of the keys that it was rotated into."),
});
export type RevokeApiKeyInput = z.output<typeof revokeApiKeySchema>;

export const API_KEY_COLUMNS = ["name", "used", "ends", "created"] as const;

export const apiKeyFilterSchema = z.strictObject({
  state: z.enum(["live", "ended"]).optional().describe("Only keys that work, or only the others."),
  stale: z
    .enum(["true", "unused", "never-used"])
    .optional()
    .describe(
      "Only live keys `unused` for 90 days, or `never-used` in the 30 since they were made; `true` for both.",
    ),
  sort: sortSchema(API_KEY_COLUMNS),
});
export type ApiKeyFilter = z.output<typeof apiKeyFilterSchema>;

const capabilities = z.array(z.string()).describe("The permissions it holds.");

export const apiKeyViewSchema = z
  .strictObject({
    id: idSchema,
    name: z.string(),
    lastFour: z.string().describe("The key's last four characters."),
    capabilities,
    workspaces: placesSchema,
    createdBy: z.string().describe("Who made it, as the ledger names them."),
    createdAt: momentSchema,
    expiresAt: momentSchema.nullable(),
    policyEndsAt: momentSchema
      .nullable()
      .describe("When it is too old for the organisation's policy; null where that knows no age."),
    revokedAt: momentSchema.nullable(),
    lastUsedAt: momentSchema.nullable().describe("Noted at most once a minute."),
    state: z.enum(["active", "rotating", "rotated", "expired", "revoked"]),
    stale: z.enum(["unused", "never-used"]).nullable(),
    beyondMaker: z
      .strictObject({
        capabilities: z.array(z.string()).describe("What they do not hold."),
        workspaces: z.boolean().describe("Whether it sees a workspace that they do not."),
      })
      .nullable()
      .describe(
        "What of a key that works goes beyond what the member behind it may do now; null where nothing does, or they have left.",
      ),
    makerRemoved: z.boolean().describe("Whether the member who made it has been removed."),
    rotatedAt: momentSchema.nullable(),
    rotatedFrom: idSchema.nullable(),
    rotatedTo: idSchema.nullable(),
    overlap: z
      .strictObject({ id: idSchema, endsAt: momentSchema.nullable() })
      .nullable()
      .describe("The key it replaces, while that still works, and when that ends."),
  })
  .meta({ id: "ApiKey" });

const shownOnce = z.strictObject({
  id: idSchema,
  name: z.string(),
  token: z.string().describe("The key itself, `pck_…`. Shown this once."),
  capabilities,
  expiresAt: momentSchema.nullable(),
  receipt: receiptSchema,
});

/** A key as it was made: it is not shown again. */
export const createdApiKeySchema = shownOnce.meta({ id: "CreatedApiKey" });

/** A key's successor as it was made, and when the key it replaces ends. */
export const rotatedApiKeySchema = shownOnce
  .extend({ rotatedFrom: z.strictObject({ id: idSchema, endsAt: momentSchema }) })
  .meta({ id: "RotatedApiKey" });

export const revokedApiKeySchema = z
  .strictObject({
    keysRevoked: z.int().describe("How many were revoked: the key, and those after it."),
    receipt: receiptSchema,
  })
  .meta({ id: "RevokedApiKey" });
