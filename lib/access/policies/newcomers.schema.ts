import { z } from "zod";
import { idSchema } from "@/lib/kernel/wire.schema";

/**
 * What the organisation says of who comes in by a provider's word, and of whom neither a group nor a
 * claim says which workspaces they see. As little as lets them work where nobody has said anything: the
 * first workspace, and none that comes later.
 */
export const newcomersPolicySchema = z.strictObject({
  see: z
    .enum(["first", "listed", "every"])
    .default("first")
    .describe(
      "The oldest workspace that takes anything new; those that are listed, and none where none is; or every one, those that come later too.",
    ),
  workspaces: z
    .array(idSchema)
    .max(100, "At most 100 workspaces")
    .transform((ids) => [...new Set(ids)].sort())
    .default([])
    .describe("Those that are listed. They count only where `see` says so."),
});
