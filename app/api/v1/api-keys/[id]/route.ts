import {
  apiKeyViewSchema,
  getApiKey,
  revokeApiKey,
  revokeApiKeySchema,
  revokedApiKeySchema,
} from "@/lib/credentials";
import { endpoint, ok } from "../../../endpoint";
import { handle } from "../../../handle";
import { apiKeyPath } from "../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    operation: "getApiKey",
    summary: "Gives one API key: what it may do, its state, and what it was rotated from and into.",
    tag: "API keys",
    permission: "api-keys:read",
    params: apiKeyPath,
    gives: apiKeyViewSchema,
    answer: async ({ house, caller, params }) => ok(await getApiKey(house, caller, params.id)),
  }),
  DELETE: endpoint({
    operation: "revokeApiKey",
    summary:
      "Revokes an API key, and those it was rotated into if so asked, from the next request on.",
    tag: "API keys",
    permission: "api-keys:write",
    params: apiKeyPath,
    query: revokeApiKeySchema,
    gives: revokedApiKeySchema,
    answer: async ({ house, caller, params, query }) =>
      ok(await revokeApiKey(house, caller, params.id, query)),
  }),
});
