import { createHmac } from "node:crypto";

export type DatabaseKey = { readonly kid: string; readonly key: Buffer };
export type DatabaseClaims = {
  readonly aud: "db" | "ledger";
  readonly tenant_id?: string;
  readonly workspace_ids?: readonly string[];
  readonly sub: string;
  readonly request_id: string;
};

/** How long a database token lives, in seconds; a transaction's time-out is shorter. */
export const DATABASE_TOKEN_SECONDS = 60;

/** The header of every token under one key: fixed bytes, so that the database compares it whole. */
export function databaseTokenHeader(kid: string): string {
  return Buffer.from(JSON.stringify({ alg: "HS256", kid, typ: "JWT" })).toString("base64url");
}

/**
 * The token that tells Postgres who asks: a JWT (RFC 7519) under HS256 that
 * `portcullis.claims()` verifies inside the database.
 */
export function mintDatabaseToken(
  key: DatabaseKey,
  claims: DatabaseClaims,
  at = Date.now(),
): string {
  const issued = Math.floor(at / 1000);
  const payload = Buffer.from(
    JSON.stringify({ ...claims, exp: issued + DATABASE_TOKEN_SECONDS }),
  ).toString("base64url");
  const input = `${databaseTokenHeader(key.kid)}.${payload}`;
  return `${input}.${createHmac("sha256", key.key).update(input).digest("base64url")}`;
}

/** The two padded key blocks of HMAC-SHA-256 (RFC 2104), as the database stores them. */
export function hmacPads(key: Uint8Array): { readonly ipad: Buffer; readonly opad: Buffer } {
  if (key.byteLength > 64) throw new Error("a database key is at most 64 bytes");
  const ipad = Buffer.alloc(64, 0x36);
  const opad = Buffer.alloc(64, 0x5c);
  for (const [index, byte] of key.entries()) {
    ipad[index] = (ipad[index] ?? 0) ^ byte;
    opad[index] = (opad[index] ?? 0) ^ byte;
  }
  return { ipad, opad };
}
