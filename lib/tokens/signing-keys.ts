import {
  ACCESS_TOKEN_SECONDS,
  type AccessClaims,
  mintAccessToken,
  openSigningKey,
  type SigningKey,
  type VerifyingKeys,
  verifyAccessToken,
  verifyingKeys,
} from "@/lib/crypto";
import { type Database, readSigningKeys, type SigningKeyRow } from "@/lib/db";
import { newId, now, Problem } from "@/lib/kernel";
import { type Sealer, unsealKey } from "./seal-key";

/**
 * So long a process goes by the keys it has read, in milliseconds: whoever rotates a key away that has
 * leaked is rid of it everywhere within that time, and its tokens with it.
 */
const KEPT_MS = 1_000;
/** A key nobody here knows of is looked for at most so often, however many tokens name one. */
const LOOKED_FOR_MS = 250;
/** What may do what with the control API. */
export const API_AUDIENCE = "portcullis:api";
/** Of tokens that tell others, in front of the gate or behind it, who a person is. They open no door here. */
export const GATE_AUDIENCE = "portcullis:gate";
export type Audience = typeof API_AUDIENCE | typeof GATE_AUDIENCE;

/** A public key as a verifier outside reads it (RFC 7517). */
export type PublishedKey = {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly kid: string;
  readonly use: "sig";
  readonly alg: "EdDSA";
};
export type NewClaims = Omit<AccessClaims, "iss" | "aud" | "iat" | "exp" | "jti">;

export type SigningKeys = {
  /** A new access token for an audience, and for how many seconds it is good. */
  mint(
    claims: NewClaims,
    audience?: Audience,
  ): Promise<{ readonly token: string; readonly expiresIn: number }>;
  /** The claims of a token that is ours, for the control API and still good; else null. */
  verify(token: string): Promise<AccessClaims | null>;
  /** The public keys: the one that signs first, then the next one and the one before. */
  publish(): Promise<readonly PublishedKey[]>;
};

type Read = {
  readonly at: number;
  readonly rows: SigningKeyRow[];
  readonly verifying: VerifyingKeys;
};
const ORDER = ["current", "next", "previous"] as const;

/**
 * The installation's signing keys, for a process that issues and verifies. The keys are read anew
 * every second, and before one is signed with, so that a key that was taken away signs nothing more.
 *
 * @throws Problem `unavailable` where there is no key yet, or it does not open.
 */
export function createSigningKeys(deps: {
  readonly db: Database;
  readonly sealer: Sealer;
  /** The console's origin: who issues. */
  readonly issuer: string;
}): SigningKeys {
  const { db, sealer, issuer } = deps;
  let kept: Read | undefined;
  let opened: SigningKey | undefined;

  async function read(olderThanMs: number): Promise<Read> {
    const at = performance.now();
    if (kept !== undefined && at - kept.at < olderThanMs) return kept;
    const rows = await readSigningKeys(db);
    const keys = rows.map(({ kid, public_key }) => ({ kid, publicJwk: public_key }));
    kept = { at, rows, verifying: verifyingKeys(keys) };
    return kept;
  }

  return {
    async mint(claims, audience = API_AUDIENCE) {
      const { rows } = await read(0);
      const current = rows.find(({ state }) => state === "current");
      if (current === undefined)
        throw new Problem("unavailable", { internal: "there is no signing key yet" });
      if (opened?.kid !== current.kid)
        opened = openSigningKey(current.kid, unsealKey(sealer, current.kid, current.sealed));
      const iat = Math.floor(now().getTime() / 1000);
      const exp = iat + ACCESS_TOKEN_SECONDS;
      const all = { iss: issuer, aud: audience, iat, exp, jti: newId(), ...claims };
      return { token: mintAccessToken(opened, all), expiresIn: ACCESS_TOKEN_SECONDS };
    },
    async verify(token) {
      const expected = { issuer, audience: API_AUDIENCE };
      const judge = ({ verifying }: Read) =>
        verifyAccessToken(verifying, token, expected, now().getTime());
      let verdict = judge(await read(KEPT_MS));
      if (!verdict.ok && verdict.reason === "unknown-key")
        verdict = judge(await read(LOOKED_FOR_MS));
      return verdict.ok ? verdict.claims : null;
    },
    async publish() {
      const { rows } = await read(KEPT_MS);
      return ORDER.flatMap((state) => rows.filter((row) => row.state === state)).map(
        ({ kid, public_key: { kty, crv, x } }) => ({ kty, crv, x, kid, use: "sig", alg: "EdDSA" }),
      );
    },
  };
}
