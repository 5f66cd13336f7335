import { z } from "zod";
import { countSchema, hashSchema, idSchema, momentSchema } from "@/lib/kernel/wire.schema";

const seqSchema = countSchema.describe("The entry's number in the tenant's log, from 0.");

export const receiptSchema = z
  .strictObject({ id: idSchema, seq: seqSchema, leaf: hashSchema })
  .meta({
    id: "Receipt",
    description: "Proof that a change was written to the ledger: the entry's number and hash.",
    examples: [
      {
        id: "0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b",
        seq: 41,
        leaf: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      },
    ],
  });

/** What a change answers that has nothing else to say. */
export const receivedSchema = z.strictObject({ receipt: receiptSchema }).meta({
  id: "Received",
  description: "The change was made, and this is its entry in the ledger.",
});

export const ledgerEntryViewSchema = z
  .strictObject({
    seq: seqSchema,
    id: idSchema,
    leaf: hashSchema,
    at: momentSchema,
    type: z.string(),
    slice: z.string(),
    actor: z.string().describe("Who acted, such as `member:<id>` or `grant:<id>`."),
    action: z.string(),
    target: z.string(),
    outcome: z.string(),
    reason: z.string().nullable(),
    requestId: z.string(),
    stream: z.string().nullable().describe("The decision this entry belongs to, if any."),
    streamSeq: countSchema.nullable().describe("Its number in that decision's own chain."),
    bytes: z
      .string()
      .describe(
        "The entry itself: canonical JSON, exactly what the hash is taken over (after a zero byte).",
      ),
  })
  .meta({ id: "LedgerEntry", description: "One entry of the ledger." });

export const ledgerHeadViewSchema = z.strictObject({
  seq: seqSchema,
  leaf: hashSchema,
  at: momentSchema,
  size: countSchema,
});

/** The head as the API shows it: of an empty log, too. */
export const ledgerHeadSchema = z
  .strictObject({
    seq: seqSchema.nullable(),
    leaf: hashSchema.nullable(),
    at: momentSchema.nullable(),
    size: countSchema.describe("How many entries there are."),
  })
  .meta({
    id: "LedgerHead",
    description: "The newest entry's number and hash; null while there is none.",
  });

export const headSchema = z.strictObject({ seq: seqSchema, leaf: hashSchema }).meta({
  id: "SavedHead",
  description: "A head of the ledger that was kept from an earlier time.",
});

export const faultSchema = z.enum([
  "changed",
  "missing",
  "reordered",
  "chain-broken",
  "stream-broken",
  "truncated",
  "not-canonical",
  "column-differs",
  "head-differs",
  "time-runs-back",
  "decision-missing",
  "decision-differs",
  "decision-added",
]);

export const findingSchema = z
  .strictObject({ seq: z.int(), fault: faultSchema, detail: z.string() })
  .meta({ id: "Finding", description: "What does not hold in the ledger, and at which entry." });

export const verificationSchema = z.strictObject({
  whole: z.boolean().describe("Whether everything holds."),
  entries: countSchema.describe("How many entries were read."),
  decisions: countSchema.describe(
    "How many rows of the decision log were held against their entries; 0 for a caller who sees some workspaces only.",
  ),
  head: z
    .strictObject({ seq: z.int(), leaf: z.string() })
    .nullable()
    .describe("The last entry that was read."),
  findings: z.array(findingSchema).describe("At most the first hundred."),
  moreFindings: countSchema,
});
