import { read } from "@/lib/access";
import { getHead } from "@/lib/ledger";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";

const EMPTY = { seq: null, leaf: null, at: null, size: 0 };

/** The newest entry's number and hash. Kept elsewhere, it makes a later truncation show. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    permission: "ledger:read",
    answer: async ({ house, caller }) =>
      ok((await read(house.db, caller, "ledger:read", getHead)) ?? EMPTY),
  }),
});
