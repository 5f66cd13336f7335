/**
 * Crypto: canonical bytes, hashes, token formats and authenticated encryption, each after its
 * standard. It holds no keys and knows no tenants; the vault does.
 */
export {
  ACCESS_TOKEN_SECONDS,
  type AccessClaims,
  makeSigningKey,
  mintAccessToken,
  openSigningKey,
  type SigningKey,
  type VerifyingKeys,
  verifyAccessToken,
  verifyingKeys,
} from "./access-token";
export { type Canonical, canonicalJson } from "./canonical-json";
export {
  type DatabaseKey,
  databaseTokenHeader,
  hmacPads,
  mintDatabaseToken,
} from "./database-token";
export { leafHash, sha256, sha256Hex } from "./hash";
export { openInstallationKey, type Sealer, sealInstallationKey } from "./installation-key";
export { associatedData, open, seal } from "./seal";
export { selfSigned } from "./self-signed";
export { hashToken, type MintedToken, makeToken, parseToken, tokenOf } from "./token";
