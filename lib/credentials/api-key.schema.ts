import { z } from "zod";

export const newApiKeySchema = z.strictObject({
  name: z.string().trim().min(1, "Give the key a name").max(120),
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
