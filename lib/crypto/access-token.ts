import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { z } from "zod";
import { sha256 } from "./hash";

/** How long an access token lives, in seconds. */
export const ACCESS_TOKEN_SECONDS = 900;
/** Longer than any token of ours, and short enough to be read at no cost. */
const MAX_LENGTH = 8192;
const SHAPE = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})$/;

const claimsSchema = z.object({
  iss: z.string(),
  aud: z.string(),
  sub: z.string(),
  iat: z.int(),
  exp: z.int(),
  jti: z.string(),
  client_id: z.string(),
  tenant_id: z.uuid(),
  workspace_ids: z.array(z.uuid()),
  roles: z.array(z.string()),
  caps: z.array(z.string()),
  amr: z.array(z.string()),
  sid: z.uuid(),
});
export type AccessClaims = z.output<typeof claimsSchema>;

/** The public half of an Ed25519 key as a JWK (RFC 8037). */
export type PublicJwk = { readonly kty: string; readonly crv: string; readonly x: string };
export type SigningKey = { readonly kid: string; readonly key: KeyObject };
/** Keys that verify, by the whole header of the tokens they sign. */
export type VerifyingKeys = ReadonlyMap<string, KeyObject>;

/** A new Ed25519 key pair; its id is the thumbprint of its public half (RFC 7638). */
export function makeSigningKey(): {
  readonly kid: string;
  readonly publicJwk: PublicJwk;
  readonly pkcs8: Buffer;
} {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const { crv = "", kty = "", x = "" } = publicKey.export({ format: "jwk" });
  const kid = sha256(JSON.stringify({ crv, kty, x })).toString("base64url");
  const pkcs8 = privateKey.export({ format: "der", type: "pkcs8" });
  return { kid, publicJwk: { kty, crv, x }, pkcs8 };
}

/** The private key of what `makeSigningKey` gave. */
export function openSigningKey(kid: string, pkcs8: Buffer): SigningKey {
  return { kid, key: createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }) };
}

/** The keys of a set, ready to verify. */
export function verifyingKeys(
  keys: readonly { readonly kid: string; readonly publicJwk: PublicJwk }[],
): VerifyingKeys {
  return new Map(
    keys.map(({ kid, publicJwk: { kty, crv, x } }) => [
      accessTokenHeader(kid),
      createPublicKey({ key: { kty, crv, x }, format: "jwk" }),
    ]),
  );
}

/** The header of every token under one key: fixed bytes, so that a verifier compares it whole. */
function accessTokenHeader(kid: string): string {
  return Buffer.from(JSON.stringify({ alg: "EdDSA", kid, typ: "at+jwt" })).toString("base64url");
}

/** An access token (RFC 9068) under EdDSA (RFC 8037). */
export function mintAccessToken({ kid, key }: SigningKey, claims: AccessClaims): string {
  const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
  const input = `${accessTokenHeader(kid)}.${payload}`;
  return `${input}.${sign(null, Buffer.from(input), key).toString("base64url")}`;
}

export type Verdict =
  | { readonly ok: true; readonly claims: AccessClaims }
  | { readonly ok: false; readonly reason: "malformed" | "unknown-key" | "forged" | "not-for-us" };

/**
 * Whether a token is one of ours and still good at `at` (milliseconds). The header must be, byte for
 * byte, one that we write: no algorithm, key address or embedded key that somebody else put there is
 * ever read. Nothing of the payload is parsed before the signature holds.
 */
export function verifyAccessToken(
  keys: VerifyingKeys,
  token: string,
  expected: { readonly issuer: string; readonly audience: string },
  at = Date.now(),
): Verdict {
  const match = token.length <= MAX_LENGTH ? SHAPE.exec(token) : null;
  if (match === null) return { ok: false, reason: "malformed" };
  const [, header = "", payload = "", signature = ""] = match;
  const key = keys.get(header);
  if (key === undefined) return { ok: false, reason: "unknown-key" };
  const bytes = Buffer.from(signature, "base64url");
  // The last character has bits to spare: of the texts that decode alike only one is the signature.
  const exact = bytes.toString("base64url") === signature;
  if (!exact || !verify(null, Buffer.from(`${header}.${payload}`), key, bytes))
    return { ok: false, reason: "forged" };
  const parsed = claimsSchema.safeParse(
    JSON.parse(Buffer.from(payload, "base64url").toString("utf8")),
  );
  if (!parsed.success) return { ok: false, reason: "not-for-us" };
  const { iss, aud, exp } = parsed.data;
  const forUs = iss === expected.issuer && aud === expected.audience && exp * 1000 > at;
  return forUs ? { ok: true, claims: parsed.data } : { ok: false, reason: "not-for-us" };
}
