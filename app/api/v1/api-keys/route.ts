import { createApiKey, listApiKeys, newApiKeySchema } from "@/lib/credentials";
import { created, endpoint, ok } from "../../endpoint";
import { handle } from "../../handle";
import { listQuery, page } from "../../list-query";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  GET: endpoint({
    permission: "api-keys:read",
    query: listQuery,
    answer: async ({ house, caller, query }) => ok(page(await listApiKeys(house, caller, query))),
  }),
  POST: endpoint({
    permission: "api-keys:write",
    body: newApiKeySchema,
    answer: async ({ house, caller, body }) => {
      const key = await createApiKey(house, caller, body);
      const made = { id: key.id, secret: true };
      return created("/api/v1/api-keys", made, { ...key, token: key.token.reveal() });
    },
  }),
});
