import { z } from "zod";
import { decisionSummarySchema, summariseDecisions } from "@/lib/decisions";
import { now } from "@/lib/kernel";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";

const DAY_MS = 24 * 60 * 60 * 1000;

const moment = z.iso
  .datetime({ offset: true, error: "Give a date and time with its offset" })
  .transform((text) => new Date(text));

/** The last day in hours, unless told otherwise. */
const query = z.strictObject({
  from: moment.optional().describe("The beginning; a day before the end if left out."),
  to: moment.optional().describe("The end; now if left out."),
  buckets: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(24)
    .describe("Into how many even steps the time between is divided."),
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "summariseDecisions",
    summary: "Counts what passed, was refused, failed or is open between two moments.",
    tag: "Decisions",
    permission: "decisions:read",
    query,
    gives: decisionSummarySchema,
    problems: ["invalid_request"],
    answer: async ({ house, caller, query: { from, to = now(), buckets } }) => {
      const since = from ?? new Date(to.getTime() - DAY_MS);
      return ok(await summariseDecisions(house, caller, { from: since, to, buckets }));
    },
  }),
});
