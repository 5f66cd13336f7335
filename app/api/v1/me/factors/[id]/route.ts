import { removeFactor } from "@/lib/factors";
import { receivedSchema } from "@/lib/ledger";
import { endpoint, ok, personOf } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { factorPath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  DELETE: endpoint({
    operation: "removeFactor",
    summary: "Removes a factor of yours; with the last one, recovery codes and known browsers end.",
    tag: "You",
    person: true,
    stepUp: "factors.change",
    params: factorPath,
    gives: receivedSchema,
    problems: ["factor_needed"],
    answer: async ({ house, caller, params }) =>
      ok(await removeFactor(house, personOf(caller), params.id)),
  }),
});
