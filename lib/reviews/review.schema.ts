import { z } from "zod";
import { isPermission } from "@/lib/access/permissions";
import { displayName, isVisible } from "@/lib/kernel/display-name";
import { countSchema, idSchema, momentSchema } from "@/lib/kernel/wire.schema";
import { receiptSchema } from "@/lib/ledger/ledger.schema";

/** What a line can be about. */
export const SUBJECT_KINDS = ["member", "api-key", "grant"] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];
/** How a review can stand; what is overdue is open too. */
export const REVIEW_STATES = ["open", "overdue", "closed"] as const;
/** What lines can be narrowed to; `asked` is what should go and has not. */
export const LINE_STATES = ["open", "keep", "remove", "asked"] as const;
/** So many lines are kept in one go: a page of them. */
export const MOST_KEPT = 200;

const dueAt = z.iso.datetime({ offset: true, error: "Give a date and time with its offset" });
const reviewers = z
  .array(idSchema)
  .max(50, "At most 50 reviewers")
  .describe("Members who decide it; none for whoever may decide reviews.");
const note = z
  .string()
  .trim()
  .min(1)
  .max(500, "A note has at most 500 characters")
  .refine(
    (text) => isVisible(text.replaceAll(/[\n\r\t]/g, " ")),
    "A note may not hold control characters or characters that cannot be seen",
  )
  .optional()
  .describe("Why, in the reviewer's words. Kept with the line, not in the ledger.");

export const newReviewSchema = z
  .strictObject({
    name: displayName("Give the review a name"),
    dueAt,
    subjects: z
      .array(z.enum(SUBJECT_KINDS))
      .min(1, "Choose what is reviewed")
      .default([...SUBJECT_KINDS])
      .describe("What has lines. Left out, all of it."),
    holding: z
      .string()
      .refine(isPermission, "There is no such permission")
      .nullable()
      .default(null)
      .describe("A permission: only members and keys that hold it have lines."),
    reviewers: reviewers.default([]),
  })
  .refine(({ holding, subjects }) => holding === null || subjects.some((one) => one !== "grant"), {
    path: ["subjects"],
    error: "A grant holds no permission: choose members or API keys too",
  })
  .meta({ id: "NewReview", examples: [{ name: "Spring", dueAt: "2027-03-31T12:00:00Z" }] });
export type NewReviewInput = z.output<typeof newReviewSchema>;

export const begunReviewSchema = z
  .strictObject({ id: idSchema, lines: countSchema, receipt: receiptSchema })
  .meta({ id: "BegunReview" });

export const reviewChangeSchema = z
  .strictObject({ dueAt: dueAt.optional(), reviewers: reviewers.optional() })
  .refine((change) => change.dueAt !== undefined || change.reviewers !== undefined, {
    error: "Say what is to change",
  })
  .meta({ id: "ReviewChange" });
export type ReviewChangeInput = z.output<typeof reviewChangeSchema>;

export const reviewFilterSchema = z.strictObject({
  state: z.enum(REVIEW_STATES).optional().describe("Only reviews that stand so."),
});
export type ReviewFilter = z.output<typeof reviewFilterSchema>;

export const reviewSchema = z
  .strictObject({
    id: idSchema,
    name: z.string(),
    dueAt: momentSchema,
    createdBy: z.string(),
    createdAt: momentSchema,
    closedAt: momentSchema.nullable(),
    overdue: z.boolean().describe("Whether it is open although its date has passed."),
    subjects: z.array(z.enum(SUBJECT_KINDS)),
    holding: z.string().nullable(),
    reviewers: z.array(idSchema),
    lines: countSchema,
    decided: countSchema,
    asked: countSchema.describe("How many lines should go and have not gone yet."),
  })
  .meta({ id: "Review" });

export const lineFilterSchema = z.strictObject({
  state: z.enum(LINE_STATES).optional().describe("Only lines that stand so."),
  kind: z.enum(SUBJECT_KINDS).optional().describe("Only lines about these."),
});
export type LineFilter = z.output<typeof lineFilterSchema>;

const version = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "Name what is held now by the version that the line gives");
const holding = {
  role: z.string().nullable(),
  level: z.int().nullable().describe("Up to which level an approver approves."),
  held: z.array(z.string()),
  sees: z
    .array(z.string())
    .describe(
      "Of a member the ids of the workspaces they see, or `every`, or `none`; empty for what is none, and where it was not noted.",
    ),
};

export const reviewLineSchema = z
  .strictObject({
    id: idSchema,
    subject: z.string().describe("`member:<id>`, `api-key:<id>` or `grant:<id>`."),
    name: z.string(),
    role: z.string().nullable().describe("A member's role when the review began."),
    held: z
      .array(z.string())
      .describe("When the review began: permissions; of a grant, `server:<id>`."),
    level: holding.level,
    sees: holding.sees,
    since: momentSchema.nullable().describe("Since when they had held just that."),
    now: z
      .strictObject({ ...holding, version })
      .nullable()
      .describe("What it holds now; null if it has ended, or the caller does not see it."),
    kept: z
      .strictObject(holding)
      .nullable()
      .describe("What was certified when it was kept; null where nothing was."),
    grown: z
      .boolean()
      .describe(
        "Whether it holds more now than when the review began, or than what was kept: to keep it, name `now.version`.",
      ),
    lastUsedAt: momentSchema.nullable().describe("When it was used last, as it is now."),
    gone: z.boolean().describe("Whether it has ended by now, whoever ended it."),
    own: z.boolean().describe("Whether it is the caller's own, which others must keep."),
    decision: z.enum(["keep", "remove"]).nullable(),
    note: z.string().nullable(),
    decidedBy: z.string().nullable(),
    decidedAt: momentSchema.nullable(),
    done: z.boolean().describe("Whether what was to go has gone."),
  })
  .meta({ id: "ReviewLine" });

export const reviewDecisionSchema = z
  .strictObject({
    decision: z.enum(["keep", "remove"], { error: "Keep, or remove" }),
    note,
    version: version
      .optional()
      .describe(
        "What is kept, by `now.version` of the line. Left out, what was held when the review began, or less.",
      ),
  })
  .meta({ id: "ReviewDecision" });
export type ReviewDecision = z.output<typeof reviewDecisionSchema>;

export const decidedLineSchema = z
  .strictObject({
    done: z.boolean().describe("False where somebody else was asked to take it away."),
    ended: z
      .strictObject({ sessions: countSchema, keys: countSchema })
      .describe("What ended with what was taken away."),
    receipt: receiptSchema,
  })
  .meta({ id: "DecidedReviewLine" });

export const keptLinesSchema = z
  .strictObject({
    lines: z.array(idSchema).min(1, "Choose lines to keep").max(MOST_KEPT),
    note,
  })
  .meta({ id: "KeepReviewLines" });
export type KeptLinesInput = z.output<typeof keptLinesSchema>;

export const keptSchema = z
  .strictObject({
    kept: countSchema,
    skipped: countSchema.describe("How many hold more now: they are left to be decided alone."),
    receipt: receiptSchema,
  })
  .meta({ id: "KeptReviewLines" });
