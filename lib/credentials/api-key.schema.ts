import { z } from "zod";
import { displayName } from "@/lib/kernel";

export const newApiKeySchema = z.strictObject({
  name: displayName("Give the key a name"),
  capabilities: z
    .array(z.string().max(64))
    .min(1, "Choose at least one capability")
    .max(64)
    .transform((names) => [...new Set(names)].sort()),
  expiresAt: z.iso
    .datetime({ offset: true, error: "Give a date and time with its offset" })
    .nullish(),
});
export type NewApiKeyInput = z.output<typeof newApiKeySchema>;
