import { z } from "zod";
import { displayName } from "@/lib/kernel/display-name";
import { idSchema, momentSchema } from "@/lib/kernel/wire.schema";
import { receiptSchema } from "@/lib/ledger/ledger.schema";

export const newSetupLinkSchema = z
  .strictObject({
    note: displayName("Say for whom the link is").describe("For whom it is, for people to read."),
    days: z.int().min(1).max(14).default(3).describe("For how many days it is good."),
  })
  .meta({ id: "NewSetupLink", examples: [{ note: "Identity team", days: 3 }] });
export type NewSetupLinkInput = z.output<typeof newSetupLinkSchema>;

export const setupLinkViewSchema = z
  .strictObject({
    id: idSchema,
    note: z.string(),
    state: z.enum(["live", "used", "revoked", "expired"]),
    createdAt: momentSchema,
    expiresAt: momentSchema,
    connectionId: idSchema.nullable().describe("What was set up with it."),
  })
  .meta({ id: "SetupLink" });

export const createdSetupLinkSchema = z.strictObject({
  id: idSchema,
  url: z.string().describe("The link. It is shown once, and is good once."),
  receipt: receiptSchema,
});
export const setupLinkReceiptSchema = z.strictObject({ receipt: receiptSchema });
