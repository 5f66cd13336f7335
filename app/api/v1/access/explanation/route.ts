import { accessQuestionSchema, explainAccessOf, explanationSchema } from "@/lib/people";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "explainAccess",
    summary: "Says why a member or a key can or cannot do something, and what would change that.",
    description: "About a key, `api-keys:read` is needed too.",
    tag: "Members",
    permission: "members:read",
    query: accessQuestionSchema,
    gives: explanationSchema,
    problems: ["not_found"],
    answer: async ({ house, caller, query }) => ok(await explainAccessOf(house, caller, query)),
  }),
});
