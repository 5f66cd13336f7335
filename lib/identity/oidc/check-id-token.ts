import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from "jose";
import { now } from "@/lib/kernel";
import { type OidcRefusal, OidcRefused } from "./refusals";

/** What it means that a claim does not hold; of the rest, all are times. */
const BY_CLAIM: Readonly<Record<string, OidcRefusal>> = {
  iss: "oidc-issuer",
  aud: "oidc-audience",
  nonce: "oidc-nonce",
  sub: "oidc-subject",
};

/** Signatures that anybody can check and only the provider can make: no HMAC, and never none. */
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
];
const SKEW_SECONDS = 60;

export type TokenExpected = {
  readonly issuer: string;
  readonly clientId: string;
  readonly nonce: string;
  readonly keys: JSONWebKeySet;
};

export type IdToken = JWTPayload & { readonly sub: string };

/**
 * Judges an ID token (OpenID Connect Core 1.0, section 3.1.3.7): signed with a key the provider
 * publishes now, of this issuer, for this client (alone, or as its authorised party), for this
 * request, and in its time.
 *
 * @throws OidcRefused
 */
export async function checkIdToken(token: string, expected: TokenExpected): Promise<IdToken> {
  const claims = await verify(token, expected);
  const { aud, azp, nonce, sub } = claims;
  const audiences = Array.isArray(aud) ? aud : [aud];
  if (!audiences.includes(expected.clientId)) throw new OidcRefused("oidc-audience");
  const party = azp ?? (audiences.length === 1 ? expected.clientId : null);
  if (party !== expected.clientId) throw new OidcRefused("oidc-audience", "another party");
  if (nonce !== expected.nonce) throw new OidcRefused("oidc-nonce");
  if (typeof sub !== "string" || sub === "" || sub.length > 255 || !isStorable(sub)) {
    throw new OidcRefused("oidc-subject");
  }
  return { ...claims, sub };
}

/** What cannot be kept as it is, two subjects could be kept as one. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

async function verify(token: string, { issuer, keys }: TokenExpected): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
      algorithms: ALGORITHMS,
      issuer,
      clockTolerance: SKEW_SECONDS,
      currentDate: now(),
      requiredClaims: ["iss", "sub", "aud", "exp", "iat", "nonce"],
    });
    if ((payload.iat ?? 0) * 1000 > now().getTime() + SKEW_SECONDS * 1000) {
      throw new OidcRefused("oidc-expired", "issued in the future");
    }
    return payload;
  } catch (error) {
    if (error instanceof OidcRefused) throw error;
    throw new OidcRefused(reasonOf(error));
  }
}

function reasonOf(error: unknown): OidcRefusal {
  if (error instanceof errors.JWTExpired) return "oidc-expired";
  if (error instanceof errors.JWTClaimValidationFailed) {
    return BY_CLAIM[error.claim] ?? "oidc-expired";
  }
  return "oidc-signature";
}
