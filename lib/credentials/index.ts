/**
 * Credentials: API keys. A key is shown once, stored as a hash, holds a part of what its creator
 * may do, and is read from the database on every request. It can renew itself, never widen itself.
 */

export { allowedLive } from "./allowed-live";
export {
  API_KEY_COLUMNS,
  type ApiKeyFilter,
  apiKeyFilterSchema,
  apiKeyViewSchema,
  createdApiKeySchema,
  newApiKeySchema,
  revokeApiKeySchema,
  revokedApiKeySchema,
  rotateApiKeySchema,
  rotatedApiKeySchema,
} from "./api-key.schema";
export { createApiKey } from "./create-api-key";
export { apiKeyHistory, getApiKey } from "./get-api-key";
export { allowedCapabilities } from "./judge-policy";
export { NEVER_USED_DAYS, UNUSED_DAYS } from "./judge-stale";
export { listApiKeys } from "./list-api-keys";
export { type ApiKeyCaller, resolveApiKeyCaller } from "./resolve-api-key-caller";
export { revokeApiKey } from "./revoke-api-key";
export { rotateApiKey } from "./rotate-api-key";
export type { ApiKeyView } from "./view-api-keys";
