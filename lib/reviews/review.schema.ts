import { z } from "zod";
import { displayName } from "@/lib/kernel/display-name";
import { countSchema, idSchema, momentSchema } from "@/lib/kernel/wire.schema";
import { receiptSchema } from "@/lib/ledger/ledger.schema";

export const newReviewSchema = z
  .strictObject({
    name: displayName("Give the review a name"),
    dueAt: z.iso.datetime({ offset: true, error: "Give a date and time with its offset" }),
  })
  .meta({ id: "NewReview", examples: [{ name: "Spring", dueAt: "2027-03-31T12:00:00Z" }] });
export type NewReviewInput = z.output<typeof newReviewSchema>;

export const begunReviewSchema = z
  .strictObject({ id: idSchema, lines: countSchema, receipt: receiptSchema })
  .meta({ id: "BegunReview" });

const summary = {
  id: idSchema,
  name: z.string(),
  dueAt: momentSchema,
  createdBy: z.string(),
  createdAt: momentSchema,
  closedAt: momentSchema.nullable(),
  overdue: z.boolean().describe("Whether it is open although its date has passed."),
  lines: countSchema,
  decided: countSchema,
};
export const reviewSummarySchema = z.strictObject(summary).meta({ id: "ReviewSummary" });
export const reviewListSchema = z
  .strictObject({ data: z.array(reviewSummarySchema) })
  .meta({ id: "ReviewList", description: "The newest first." });

export const reviewSchema = z
  .strictObject({
    ...summary,
    each: z.array(
      z.strictObject({
        id: idSchema,
        subject: z.string().describe("`member:<id>` or `api-key:<id>`."),
        name: z.string(),
        held: z.array(z.string()).describe("What they might do when the review began."),
        decision: z.enum(["keep", "remove"]).nullable(),
        decidedBy: z.string().nullable(),
        decidedAt: momentSchema.nullable(),
        done: z.boolean().describe("Whether what was decided has been done."),
      }),
    ),
  })
  .meta({ id: "Review" });

export const reviewDecisionSchema = z
  .strictObject({ decision: z.enum(["keep", "remove"], { error: "Keep, or remove" }) })
  .meta({ id: "ReviewDecision" });
export type ReviewDecision = z.output<typeof reviewDecisionSchema>;

export const decidedLineSchema = z
  .strictObject({ done: z.boolean(), receipt: receiptSchema })
  .meta({ id: "DecidedReviewLine" });
