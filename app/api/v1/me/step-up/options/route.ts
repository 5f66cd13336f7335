import { ceremonySchema, requestOptions, signedInProver } from "@/lib/factors";
import { endpoint, ok, personOf } from "../../../../endpoint";
import { handle } from "../../../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "askToStepUp",
    summary: "Gives what a browser needs to prove a passkey; good once, for five minutes.",
    tag: "You",
    person: true,
    repeatable: true,
    gives: ceremonySchema,
    answer: async ({ house, caller }) =>
      ok(await requestOptions(house, signedInProver(personOf(caller)))),
  }),
});
