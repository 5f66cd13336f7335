import { z } from "zod";
import { displayName } from "@/lib/kernel/display-name";
import { countSchema, idSchema, momentSchema } from "@/lib/kernel/wire.schema";
import { receiptSchema } from "@/lib/ledger/ledger.schema";
import { RESET_REASONS, type ResetReason } from "./reset-reasons";

const name = displayName("Give it a name, such as the device it is on");
const base64url = (max: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+={0,2}$/, "This is not base64url")
    .max(max);

const codeSchema = z
  .string()
  .transform((text) => text.replaceAll(/\s/g, ""))
  .pipe(z.string().regex(/^\d{6}$/, "A code has six digits"));

/** What a browser says of a credential, whatever it answers with it. */
const credential = {
  id: base64url(1400),
  rawId: base64url(1400),
  type: z.literal("public-key"),
  authenticatorAttachment: z.string().max(40).nullish(),
  clientExtensionResults: z.record(z.string().max(64), z.unknown()).default({}),
};

/** What an authenticator answers when it signs (WebAuthn, section 5.2.2), as browsers write it in JSON. */
const assertionSchema = z.strictObject({
  ...credential,
  response: z.strictObject({
    clientDataJSON: base64url(8192),
    authenticatorData: base64url(8192),
    signature: base64url(8192),
    userHandle: base64url(200).nullish(),
  }),
});
export type Assertion = z.output<typeof assertionSchema>;

/** What an authenticator answers when it makes a passkey (section 5.2.1). */
const attestationSchema = z.strictObject({
  ...credential,
  response: z.strictObject({
    clientDataJSON: base64url(8192),
    attestationObject: base64url(65_536),
    transports: z.array(z.string().max(40)).max(10).default([]),
    authenticatorData: base64url(65_536).nullish(),
    publicKey: base64url(8192).nullish(),
    publicKeyAlgorithm: z.int().nullish(),
  }),
});
export type Attestation = z.output<typeof attestationSchema>;

export const proofSchema = z
  .discriminatedUnion("method", [
    z.strictObject({ method: z.literal("totp"), code: codeSchema }),
    z.strictObject({ method: z.literal("recovery-code"), code: z.string().min(16).max(40) }),
    z.strictObject({ method: z.literal("passkey"), challenge: idSchema, answer: assertionSchema }),
  ])
  .meta({
    id: "FactorProof",
    description: "A proof of one factor.",
    examples: [{ method: "totp", code: "123456" }],
  });
export type Proof = z.output<typeof proofSchema>;

export const newTotpSchema = z
  .strictObject({ name })
  .meta({ id: "NewCodeGenerator", examples: [{ name: "Phone" }] });
export const totpCodeSchema = z
  .strictObject({ code: codeSchema })
  .meta({ id: "CodeOfGenerator", examples: [{ code: "123456" }] });
export const newPasskeySchema = z
  .strictObject({ name, challenge: idSchema, answer: attestationSchema })
  .meta({ id: "NewPasskey" });
export type NewPasskey = z.output<typeof newPasskeySchema>;

export const begunTotpSchema = z.strictObject({
  id: idSchema,
  secret: z.string().describe("For typing into an app; shown this once."),
  uri: z.string().describe("The same for an app that reads it: an otpauth address."),
  qr: z.strictObject({
    size: z.int().describe("How many squares it is wide and high."),
    path: z.string().describe("The dark squares, as the path of an SVG of that size."),
  }),
});

/** The options of a ceremony are the browser's own form; what of them matters here is checked again. */
export const ceremonySchema = z
  .strictObject({
    challenge: idSchema.describe("Names what is to be signed; it is good once, for five minutes."),
    options: z
      .record(z.string(), z.unknown())
      .describe("For `navigator.credentials`, in the JSON form of WebAuthn level 3."),
  })
  .meta({ id: "PasskeyCeremony" });

const factorViewSchema = z
  .strictObject({
    id: idSchema,
    kind: z.enum(["totp", "passkey"]),
    name: z.string(),
    createdAt: momentSchema,
    lastUsedAt: momentSchema.nullable(),
    backedUp: z
      .boolean()
      .describe("Whether the passkey's keeper says that it has a copy elsewhere."),
  })
  .meta({ id: "Factor" });

const deviceViewSchema = z
  .strictObject({
    id: idSchema,
    userAgent: z.string().nullable(),
    address: z.string().nullable(),
    createdAt: momentSchema,
    lastUsedAt: momentSchema,
    trustedUntil: momentSchema.nullable().describe("Until then it is not asked at sign-in."),
  })
  .meta({ id: "KnownBrowser" });

export const factorsViewSchema = z
  .strictObject({
    factors: z.array(factorViewSchema),
    recoveryCodes: countSchema.describe("How many recovery codes are left."),
    devices: z.array(deviceViewSchema).describe("Browsers in which a factor was proven."),
    required: z.boolean().describe("Whether the organisation demands a factor of this member."),
  })
  .meta({ id: "Factors", description: "How a member proves that it is they." });

export const madeCodesSchema = z.strictObject({
  id: idSchema.describe("Names this set."),
  codes: z.array(z.string()).describe("Each is good once; shown this once."),
  receipt: receiptSchema,
});
export const addedFactorSchema = z.strictObject({ id: idSchema, receipt: receiptSchema });
export const resetFactorsQuerySchema = z.strictObject({
  reason: z
    .enum(Object.keys(RESET_REASONS) as [ResetReason, ...ResetReason[]], {
      error: "Say lost, replaced, stolen or other",
    })
    .optional()
    .describe("Why; it stands in the ledger, as `unstated` where it is left out."),
});

export const resetFactorsSchema = z
  .strictObject({ receipt: receiptSchema, factorsRemoved: countSchema, sessionsEnded: countSchema })
  .meta({ id: "ResetFactors" });
