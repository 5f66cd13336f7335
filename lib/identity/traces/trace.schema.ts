import { z } from "zod";
import { idSchema, momentSchema } from "@/lib/kernel/wire.schema";

export const traceViewSchema = z
  .strictObject({
    id: idSchema,
    at: momentSchema,
    connection: z
      .strictObject({ id: idSchema, name: z.string() })
      .nullable()
      .describe("The connection it came through; null where it is not known, or no longer there."),
    reason: z.string().describe("A code that stays the same."),
    words: z.string().describe("The reason in plain words, and what to do."),
    asserted: z.string().nullable().describe("Who they were said to be, where it was said."),
    facts: z.record(z.string(), z.string()).describe("What was found and what was expected."),
    requestId: z.string(),
  })
  .meta({ id: "SignInTrace" });
