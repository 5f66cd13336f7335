import { z } from "zod";
import { read } from "@/lib/access";
import { listEntries } from "@/lib/ledger";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";
import { listQuery, numberOf, page } from "../../../list-query";

const query = listQuery.extend({
  type: z.string().max(64).optional(),
  requestId: z.string().max(64).optional(),
  stream: z.string().max(64).optional(),
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    permission: "ledger:read",
    query,
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
