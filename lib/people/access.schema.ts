import { z } from "zod";
import { PERMISSIONS, type Permission } from "@/lib/access/permissions";
import { idSchema } from "@/lib/kernel/wire.schema";

const NAMES = Object.keys(PERMISSIONS) as [Permission, ...Permission[]];

export const accessQuestionSchema = z.strictObject({
  subject: z
    .string()
    .regex(
      /^(?:member|api-key):[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
      "Name a member or an API key",
    )
    .describe("About whom: `member:<id>` or `api-key:<id>`."),
  permission: z
    .enum(NAMES, { error: "There is no such permission" })
    .describe("What they want to do."),
  workspaceId: idSchema.optional().describe("Where; left out, anywhere."),
});
export type AccessQuestion = z.output<typeof accessQuestionSchema>;

export const explanationSchema = z
  .strictObject({
    subject: z.string(),
    name: z.string(),
    permission: z.string(),
    means: z.string().describe("The permission in a sentence."),
    allowed: z.boolean(),
    because: z
      .array(z.strictObject({ holds: z.boolean(), text: z.string() }))
      .describe("What decides it, in the order in which it is asked."),
    toAllow: z.array(z.string()).describe("What would have to be different."),
  })
  .meta({ id: "AccessExplanation" });
