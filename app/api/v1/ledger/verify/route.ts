import { z } from "zod";
import { verifyLedger } from "@/lib/access";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";

const saved = z.strictObject({
  seq: z.number().int().min(0),
  leaf: z.string().regex(/^[0-9a-f]{64}$/, "A leaf hash is 64 hexadecimal digits"),
});

/** Verifies the ledger from its first entry, against a head saved earlier if one is given. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    permission: "ledger:read",
    body: z.strictObject({ saved: saved.nullish() }),
    repeatable: true,
    answer: async ({ house, caller, body }) => ok(await verifyLedger(house.db, caller, body)),
  }),
});
