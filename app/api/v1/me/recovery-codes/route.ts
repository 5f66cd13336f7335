import { madeCodesSchema, makeRecoveryCodes } from "@/lib/factors";
import { created, endpoint, personOf } from "../../../endpoint";
import { handle } from "../../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "makeRecoveryCodes",
    summary: "Makes a set of recovery codes, shown once, in place of the one before.",
    tag: "You",
    person: true,
    stepUp: "factors.change",
    status: 201,
    gives: madeCodesSchema,
    problems: ["conflict", "secret_already_shown"],
    answer: async ({ house, caller }) => {
      const { id, codes, receipt } = await makeRecoveryCodes(house, personOf(caller));
      const shown = { id, codes: codes.map((code) => code.reveal()), receipt };
      return created("/api/v1/me/factors", { id, secret: true }, shown);
    },
  }),
});
