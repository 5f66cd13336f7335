import {
  addedFactorSchema,
  addPasskey,
  newPasskeySchema,
  signedInProver,
  steppedUpBy,
} from "@/lib/factors";
import { created, endpoint, personOf } from "../../../../endpoint";
import { handle } from "../../../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "addPasskey",
    summary: "Adds a passkey by what an authenticator answered.",
    tag: "You",
    person: true,
    stepUp: "factors.change",
    body: newPasskeySchema,
    status: 201,
    gives: addedFactorSchema,
    problems: ["factor_refused", "conflict"],
    answer: async ({ house, caller, body }) => {
      const person = personOf(caller);
      const prover = signedInProver(person);
      const { id, receipt } = await addPasskey(house, prover, body, steppedUpBy(person));
      return created("/api/v1/me/factors", { id }, { id, receipt });
    },
  }),
});
