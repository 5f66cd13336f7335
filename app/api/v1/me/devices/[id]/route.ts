import { endDevice } from "@/lib/factors";
import { receivedSchema } from "@/lib/ledger";
import { endpoint, ok, personOf } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { devicePath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  DELETE: endpoint({
    operation: "forgetBrowser",
    summary:
      "Forgets a browser of yours: at its next sign-in it is asked for a factor like any other.",
    tag: "You",
    person: true,
    params: devicePath,
    gives: receivedSchema,
    answer: async ({ house, caller, params }) =>
      ok(await endDevice(house, personOf(caller), params.id)),
  }),
});
