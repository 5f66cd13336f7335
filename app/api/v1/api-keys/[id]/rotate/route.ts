import { rotateApiKey, rotateApiKeySchema, rotatedApiKeySchema } from "@/lib/credentials";
import { created, endpoint } from "../../../../endpoint";
import { handle } from "../../../../handle";
import { apiKeyPath } from "../../../../path-params";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({
  POST: endpoint({
    operation: "rotateApiKey",
    summary: "Makes a key's successor and shows it once; the old key ends after an overlap.",
    description:
      "A key may rotate itself. Anybody else needs the permission `api-keys:write`, and everything the key holds.",
    tag: "API keys",
    // No permission here: the use case asks for it, once it knows who rotates what.
    params: apiKeyPath,
    body: rotateApiKeySchema,
    status: 201,
    stepUp: "keys.rotate",
    gives: rotatedApiKeySchema,
    problems: ["forbidden", "already_rotated", "key_ended", "secret_already_shown"],
    answer: async ({ house, caller, params, body }) => {
      const key = await rotateApiKey(house, caller, params.id, body);
      const made = { id: key.id, secret: true };
      return created("/api/v1/api-keys", made, { ...key, token: key.token.reveal() });
    },
  }),
});
