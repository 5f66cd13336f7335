import { z } from "zod";
import { read } from "@/lib/access";
import { pageOf } from "@/lib/kernel";
import { ledgerEntryViewSchema, listEntries } from "@/lib/ledger";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";
import { listQuery, numberOf, page } from "../../../list-query";

const query = listQuery.extend({
  type: z.string().max(64).optional().describe("Only entries of this type."),
  requestId: z.string().max(64).optional().describe("Only entries of this request."),
  stream: z.string().max(64).optional().describe("Only entries of this decision."),
  actor: z
    .string()
    .max(512)
    .optional()
    .describe("Only what was done by this one, such as `member:<id>`; calls are left out."),
  target: z
    .string()
    .max(512)
    .optional()
    .describe("Only what was done to this one, such as `api-key:<id>`; calls are left out."),
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listLedgerEntries",
    summary: "Lists the ledger's entries, newest first.",
    tag: "Ledger",
    permission: "ledger:read",
    query,
    gives: pageOf(ledgerEntryViewSchema),
    problems: ["invalid_request"],
    answer: async ({ house, caller, query: { limit, cursor, ...filter } }) => {
      const before = numberOf(cursor);
      const entries = await read(house.db, caller, "ledger:read", (tx) =>
        listEntries(tx, { ...filter, before, limit: limit + 1 }),
      );
      const data = entries.slice(0, limit);
      const last = data.at(-1);
      const more = entries.length > limit && last !== undefined;
      return ok(page({ data, nextCursor: more ? String(last.seq) : null }));
    },
  }),
});
