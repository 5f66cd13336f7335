import {
  addedFactorSchema,
  confirmTotp,
  signedInProver,
  steppedUpBy,
  totpCodeSchema,
} from "@/lib/factors";
import { endpoint, ok, personOf } from "../../../../../../endpoint";
import { handle } from "../../../../../../handle";
import { factorPath } from "../../../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "confirmCodeGenerator",
    summary: "Confirms a code generator by a code of it, from when on it counts.",
    tag: "You",
    person: true,
    stepUp: "factors.change",
    params: factorPath,
    body: totpCodeSchema,
    gives: addedFactorSchema,
    problems: ["factor_refused"],
    answer: async ({ house, caller, params, body }) => {
      const person = personOf(caller);
      const given = { id: params.id, code: body.code };
      const added = await confirmTotp(house, signedInProver(person), given, steppedUpBy(person));
      return ok({ id: added.id, receipt: added.receipt });
    },
  }),
});
