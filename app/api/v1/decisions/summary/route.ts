import { z } from "zod";
import { summariseDecisions } from "@/lib/decisions";
import { now } from "@/lib/kernel";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";

const DAY_MS = 24 * 60 * 60 * 1000;

const moment = z.iso
  .datetime({ offset: true, error: "Give a date and time with its offset" })
  .transform((text) => new Date(text));

/** The last day in hours, unless told otherwise. */
const query = z.strictObject({
  from: moment.optional(),
  to: moment.optional(),
  buckets: z.coerce.number().int().min(1).max(200).default(24),
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    permission: "decisions:read",
    query,
    answer: async ({ house, caller, query: { from, to = now(), buckets } }) => {
      const since = from ?? new Date(to.getTime() - DAY_MS);
      return ok(await summariseDecisions(house, caller, { from: since, to, buckets }));
    },
  }),
});
