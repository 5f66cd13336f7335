import { z } from "zod";

/** What the list of decisions can be narrowed by. */
export const decisionFilterSchema = z.strictObject({
  serverId: z.string().optional(),
  grantId: z.string().optional(),
  decision: z.enum(["allow", "refuse"]).optional(),
  /** `failed`: allowed, and ended otherwise than answered. `open`: allowed, not ended yet. */
  outcome: z.enum(["answered", "failed", "open"]).optional(),
  tool: z.string().max(256).optional(),
  rule: z.string().max(600).optional(),
  requestId: z.string().max(64).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(64).optional(),
});
export type DecisionFilter = z.output<typeof decisionFilterSchema>;
