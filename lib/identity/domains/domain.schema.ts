import { z } from "zod";
import { idSchema, momentSchema } from "@/lib/kernel/wire.schema";
import { receiptSchema } from "@/lib/ledger/ledger.schema";

export const newDomainSchema = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1, "Give a domain")
      .max(253, "A domain has at most 253 characters")
      .describe("The part of a mail address after the at sign."),
  })
  .meta({ id: "NewDomain", examples: [{ name: "acme.example" }] });
export type NewDomainInput = z.output<typeof newDomainSchema>;

export const domainChangeSchema = z
  .strictObject({
    connectionId: idSchema
      .nullable()
      .describe("The one connection that may vouch for its addresses; null: any of yours."),
  })
  .meta({ id: "DomainChange", examples: [{ connectionId: null }] });
export type DomainChangeInput = z.output<typeof domainChangeSchema>;

export const domainViewSchema = z
  .strictObject({
    id: idSchema,
    name: z.string(),
    state: z
      .enum(["pending", "verified", "lapsed"])
      .describe("Only a verified domain's addresses may be vouched for."),
    record: z
      .strictObject({ name: z.string(), type: z.literal("TXT"), value: z.string() })
      .describe("What must stand in the domain's DNS, and go on standing there."),
    connectionId: idSchema.nullable(),
    createdAt: momentSchema,
    verifiedAt: momentSchema.nullable(),
    checkedAt: momentSchema.nullable(),
    failure: z
      .enum(["no-record", "other-record", "dns-failed"])
      .nullable()
      .describe("Why the record was not found when it was looked for last."),
    failingSince: momentSchema.nullable(),
  })
  .meta({ id: "Domain" });

export const addedDomainSchema = z.strictObject({
  domain: domainViewSchema,
  receipt: receiptSchema,
});
export const checkedDomainSchema = z.strictObject({
  domain: domainViewSchema,
  receipt: receiptSchema.nullable().describe("Null where the check changed nothing of its state."),
});
export const domainReceiptSchema = z.strictObject({ receipt: receiptSchema });
