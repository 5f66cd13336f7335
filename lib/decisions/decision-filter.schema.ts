import { z } from "zod";

/** What the list of decisions can be narrowed by. */
export const decisionFilterSchema = z.strictObject({
  serverId: z.string().optional().describe("Only calls to this server."),
  grantId: z.string().optional().describe("Only calls with this grant."),
  decision: z.enum(["allow", "refuse"]).optional().describe("Only calls so decided."),
  outcome: z
    .enum(["answered", "failed", "open"])
    .optional()
    .describe(
      "Only allowed calls that ended so. `failed`: otherwise than answered. `open`: not ended yet.",
    ),
  tool: z.string().max(256).optional().describe("Only calls of this tool."),
  rule: z.string().max(600).optional().describe("Only calls that this rule refused."),
  requestId: z.string().max(64).optional().describe("Only the call of this request."),
  from: z.iso.datetime({ offset: true }).optional().describe("Only calls at or after this time."),
  to: z.iso.datetime({ offset: true }).optional().describe("Only calls before this time."),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe("How many at most."),
  cursor: z.string().max(64).optional(),
});
export type DecisionFilter = z.output<typeof decisionFilterSchema>;
