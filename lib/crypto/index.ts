/**
 * Crypto: canonical bytes, hashes, token formats and authenticated encryption, each after its
 * standard. It holds no keys and knows no tenants; the vault does.
 */
export {
  ACCESS_TOKEN_SECONDS,
  type AccessClaims,
  accessTokenHeader,
  makeSigningKey,
  mintAccessToken,
  openSigningKey,
  type PublicJwk,
  type SigningKey,
  type VerifyingKeys,
  verifyAccessToken,
  verifyingKeys,
} from "./access-token";
export { type Canonical, canonicalJson } from "./canonical-json";
export {
  DATABASE_TOKEN_SECONDS,
  type DatabaseClaims,
  type DatabaseKey,
  databaseTokenHeader,
  hmacPads,
  mintDatabaseToken,
} from "./database-token";
export { leafHash, sha256, sha256Hex } from "./hash";
export { associatedData, open, seal } from "./seal";
export { type SelfSigned, selfSigned } from "./self-signed";
export {
  hashToken,
  type MintedToken,
  makeToken,
  parseToken,
  type TokenPrefix,
  tokenOf,
} from "./token";
