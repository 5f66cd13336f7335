import { proofSchema, stepUp } from "@/lib/factors";
import { receivedSchema } from "@/lib/ledger";
import { endpoint, ok, personOf } from "../../../endpoint";
import { handle } from "../../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "stepUp",
    summary: "Proves a factor within your session, so that something dangerous may be done in it.",
    tag: "You",
    person: true,
    repeatable: true,
    body: proofSchema,
    gives: receivedSchema,
    problems: ["factor_refused", "factor_locked"],
    answer: async ({ house, caller, body }) => ok(await stepUp(house, personOf(caller), body)),
  }),
});
