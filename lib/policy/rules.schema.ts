import * as z from "zod";

/** The operators of a condition. */
export const OPERATORS = [
  "eq",
  "neq",
  "in",
  "not_in",
  "lt",
  "lte",
  "gt",
  "gte",
  "regex",
  "contains",
  "exists",
] as const;
export type Operator = (typeof OPERATORS)[number];

const scalar = z.union([z.string().max(4096), z.number(), z.boolean()]);
const path = z
  .string()
  .max(512)
  .regex(
    /^args(?:\.[^.\s]+)+$/,
    "A path begins with args. and names one argument, such as args.amount",
  );

const comparison = z.strictObject({
  path,
  op: z.enum(["lt", "lte", "gt", "gte"]),
  value: z.number(),
});
const equality = z.strictObject({ path, op: z.enum(["eq", "neq"]), value: scalar });
const membership = z.strictObject({
  path,
  op: z.enum(["in", "not_in"]),
  value: z.array(scalar).min(1).max(1000),
});
const pattern = z.strictObject({
  path,
  op: z.literal("regex"),
  value: z.string().min(1).max(1000),
});
const contains = z.strictObject({ path, op: z.literal("contains"), value: scalar });
const exists = z.strictObject({ path, op: z.literal("exists"), value: z.boolean().default(true) });

export const conditionSchema = z
  .discriminatedUnion("op", [comparison, equality, membership, pattern, contains, exists])
  .meta({ id: "Condition", description: "What must, or must not, hold of one argument." });

export const limitSchema = z
  .strictObject({
    counter: z
      .string()
      .regex(
        /^[A-Za-z0-9_.-]{1,64}$/,
        "A counter's name is 1 to 64 letters, digits, dots, dashes or underscores",
      ),
    window: z.enum(["minute", "hour", "day"]),
    max: z.number().min(0).max(1e15),
    scope: z.enum(["grant", "workspace", "provider", "tenant"]).default("grant"),
    increment_from: path
      .optional()
      .describe("The argument whose value is counted; each call counts one if left out."),
  })
  .meta({ id: "Limit", description: "How much may pass in a minute, an hour or a day (UTC)." });

const conditions = z.array(conditionSchema).max(100);
const limits = z.array(limitSchema).max(20);
const toolName = z
  .string()
  .regex(
    /^[\x21-\x7e]{1,200}$/,
    "A tool's name is 1 to 200 printable ASCII characters without spaces",
  );

export const toolRuleSchema = z
  .strictObject({
    require: conditions.optional(),
    deny_if: conditions.optional(),
    approve_if: conditions.optional(),
    limits: limits.optional(),
  })
  .meta({
    id: "ToolRule",
    description: "What holds for one tool; nothing stands in its way if empty.",
  });

/** The tool rules of a server, version 1. */
export const rulesSchema = z
  .strictObject({
    version: z.literal(1),
    default: z.enum(["deny", "allow"]),
    hide: z.array(toolName).max(10_000).optional(),
    all_tools: z.strictObject({ limits: limits.optional() }).optional(),
    tools: z.record(toolName, toolRuleSchema).optional(),
  })
  .meta({
    id: "ToolRules",
    description: "What may be called on a server. See the rules' own page in the documentation.",
    examples: [
      {
        version: 1,
        default: "deny",
        hide: ["get-env"],
        tools: {
          echo: { limits: [{ counter: "echo", window: "minute", max: 30, scope: "grant" }] },
          "get-sum": { deny_if: [{ path: "args.a", op: "gt", value: 1000 }] },
        },
      },
    ],
  });

export type Condition = z.infer<typeof conditionSchema>;
export type Limit = z.infer<typeof limitSchema>;
export type ToolRule = z.infer<typeof toolRuleSchema>;
export type RulesDocument = z.infer<typeof rulesSchema>;

/** What a server starts with: nothing passes until a rule says so. */
export const DENY_ALL: RulesDocument = { version: 1, default: "deny", tools: {} };
