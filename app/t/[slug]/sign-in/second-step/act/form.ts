import { z } from "zod";
import { newPasskeySchema, newTotpSchema, proofSchema, totpCodeSchema } from "@/lib/factors";
import { idSchema } from "@/lib/kernel";

const trust = z.boolean().default(false);

/** What the second step of a sign-in can be asked for; nothing else can be asked without a session. */
export const secondStepAct = z.discriminatedUnion("act", [
  z.strictObject({ act: z.literal("ask-passkey") }),
  z.strictObject({ act: z.literal("prove"), proof: proofSchema, trust }),
  z.strictObject({ act: z.literal("begin-totp"), ...newTotpSchema.shape }),
  z.strictObject({
    act: z.literal("confirm-totp"),
    id: idSchema,
    trust,
    ...totpCodeSchema.shape,
  }),
  z.strictObject({ act: z.literal("begin-passkey") }),
  z.strictObject({ act: z.literal("add-passkey"), trust, ...newPasskeySchema.shape }),
]);
export type SecondStepAct = z.output<typeof secondStepAct>;
