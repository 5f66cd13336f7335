import { z } from "zod";
import { verifyLedger, verifyResultSchema } from "@/lib/access";
import { headSchema } from "@/lib/ledger";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";

const body = z.strictObject({
  saved: headSchema.nullish().describe("A head kept from earlier: it makes a truncation show."),
});

/** Verifies the ledger from its first entry, against a head saved earlier if one is given. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "verifyLedger",
    summary: "Verifies the ledger from its first entry, against a saved head if one is given.",
    tag: "Ledger",
    permission: "ledger:read",
    body,
    gives: verifyResultSchema,
    repeatable: true,
    answer: async ({ house, caller, body }) => ok(await verifyLedger(house.db, caller, body)),
  }),
});
