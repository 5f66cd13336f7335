import { endOneSession } from "@/lib/identity";
import { receivedSchema } from "@/lib/ledger";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";
import { sessionPath } from "../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  DELETE: endpoint({
    operation: "revokeSession",
    summary: "Ends a session: the next request under it is refused.",
    description: "One's own needs no permission; another person's needs `sessions:write`.",
    tag: "Sessions",
    params: sessionPath,
    gives: receivedSchema,
    problems: ["forbidden"],
    answer: async ({ house, caller, params }) => ok(await endOneSession(house, caller, params.id)),
  }),
});
