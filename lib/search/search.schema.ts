import { z } from "zod";

export const SEARCHED = ["server", "grant", "api-key", "member", "decision", "entry"] as const;

export const searchQuerySchema = z.strictObject({
  q: z
    .string()
    .trim()
    .min(1, "Give something to look for")
    .max(100)
    .describe("A part of a name, a request id, an id, or the number of a ledger entry."),
});

export const searchResultSchema = z
  .strictObject({
    found: z.array(
      z.strictObject({
        kind: z.enum(SEARCHED),
        id: z
          .string()
          .describe("The record's id; of a decision the request id, of an entry its number."),
        name: z.string(),
        detail: z.string().describe("What tells it apart from others of its name."),
      }),
    ),
    withheld: z
      .array(z.enum(SEARCHED))
      .describe("What was not looked through, since the caller may not see it."),
  })
  .meta({ id: "SearchResult", description: "Records found, a few of each kind." });
