import { read } from "@/lib/access";
import { getHead, ledgerHeadSchema } from "@/lib/ledger";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";

const EMPTY = { seq: null, leaf: null, at: null, size: 0 };

/** The newest entry's number and hash. Kept elsewhere, it makes a later truncation show. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "getLedgerHead",
    summary: "Gives the number and hash of the ledger's newest entry.",
    tag: "Ledger",
    permission: "ledger:read",
    gives: ledgerHeadSchema,
    answer: async ({ house, caller }) =>
      ok((await read(house.db, caller, "ledger:read", getHead)) ?? EMPTY),
  }),
});
