/**
 * Credentials: API keys. A key is shown once, stored as a hash, holds a part of what its creator
 * may do, and is read from the database on every request.
 */
export {
  apiKeyViewSchema,
  createdApiKeySchema,
  type NewApiKeyInput,
  newApiKeySchema,
} from "./api-key.schema";
export { type CreatedApiKey, createApiKey } from "./create-api-key";
export { type ApiKeyView, listApiKeys } from "./list-api-keys";
export { type ApiKeyCaller, resolveApiKeyCaller } from "./resolve-api-key-caller";
export { revokeApiKey } from "./revoke-api-key";
