import { beginTotp, begunTotpSchema, newTotpSchema, qrOf, signedInProver } from "@/lib/factors";
import { created, endpoint, personOf } from "../../../../endpoint";
import { handle } from "../../../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "beginCodeGenerator",
    summary:
      "Makes the secret of a code generator, shown once; it counts once a code of it was given.",
    tag: "You",
    person: true,
    stepUp: "factors.change",
    body: newTotpSchema,
    status: 201,
    gives: begunTotpSchema,
    problems: ["conflict", "secret_already_shown"],
    answer: async ({ house, caller, body }) => {
      const { id, secret, uri } = await beginTotp(house, signedInProver(personOf(caller)), body);
      const shown = { secret: secret.reveal(), uri: uri.reveal(), qr: qrOf(uri.reveal()) };
      return created("/api/v1/me/factors", { id, secret: true }, { id, ...shown });
    },
  }),
});
