import { z } from "zod";

/**
 * What an organisation asks of its members beside their sign-in. Every part has a default, so that an
 * organisation that never said anything has a policy too.
 */
export const mfaPolicySchema = z.strictObject({
  everyone: z.boolean().default(false).describe("Every member needs a second factor."),
  roles: z
    .array(z.string().min(1).max(64))
    .max(64)
    .default([])
    .describe("Members with one of these roles need a second factor, whatever `everyone` says."),
  trustDays: z
    .int()
    .min(0)
    .max(90)
    .default(14)
    .describe(
      "For how many days a browser may be trusted, so that it is not asked at every sign-in; 0 is never.",
    ),
  stepUpSeconds: z
    .int()
    .min(60)
    .max(86_400)
    .default(900)
    .describe("How old a proof may be, in seconds, when something dangerous is done."),
  stepUpNeedsFactor: z
    .boolean()
    .default(false)
    .describe("Something dangerous needs a second factor, also of those who have none yet."),
});
export type MfaPolicy = z.output<typeof mfaPolicySchema>;
