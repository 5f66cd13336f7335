import { apiKeyViewSchema, getApiKey, revokeApiKey } from "@/lib/credentials";
import { receivedSchema } from "@/lib/ledger";
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
    summary: "Revokes an API key: the next request that carries it is refused.",
    tag: "API keys",
    permission: "api-keys:write",
    params: apiKeyPath,
    gives: receivedSchema,
    answer: async ({ house, caller, params }) => ok(await revokeApiKey(house, caller, params.id)),
  }),
});
