import {
  apiKeyFilterSchema,
  apiKeyViewSchema,
  createApiKey,
  createdApiKeySchema,
  listApiKeys,
  newApiKeySchema,
} from "@/lib/credentials";
import { pageOf } from "@/lib/kernel";
import { created, endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";
import { listQuery, page } from "../../list-query";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "listApiKeys",
    summary:
      "Lists API keys, newest first unless sorted; without a filter, those that have ended too.",
    tag: "API keys",
    permission: "api-keys:read",
    query: listQuery.extend(apiKeyFilterSchema.shape),
    gives: pageOf(apiKeyViewSchema),
    problems: ["invalid_request"],
    answer: async ({ house, caller, query }) => ok(page(await listApiKeys(house, caller, query))),
  }),
  POST: endpoint({
    operation: "createApiKey",
    summary: "Creates an API key with a part of what its creator may do, and shows it once.",
    tag: "API keys",
    stepUp: "keys.create",
    permission: "api-keys:write",
    body: newApiKeySchema,
    status: 201,
    gives: createdApiKeySchema,
    problems: ["secret_already_shown"],
    answer: async ({ house, caller, body }) => {
      const key = await createApiKey(house, caller, body);
      const made = { id: key.id, secret: true };
      return created("/api/v1/api-keys", made, { ...key, token: key.token.reveal() });
    },
  }),
});
