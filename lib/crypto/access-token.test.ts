import {
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign as signBytes,
} from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { importJWK, jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import {
  type AccessClaims,
  makeSigningKey,
  mintAccessToken,
  openSigningKey,
  verifyAccessToken,
  verifyingKeys,
} from "./access-token";

const EXPECTED = { issuer: "https://console.example", audience: "portcullis:api" };
const AT = Date.UTC(2026, 10, 21);
const ID = "0199a1b2-7c3d-7e4f-8a5b-000000000001";
const CLAIMS: AccessClaims = {
  ...{ iss: EXPECTED.issuer, aud: EXPECTED.audience, sub: `member:${ID}`, jti: ID },
  ...{ iat: AT / 1000, exp: AT / 1000 + 900, client_id: "portcullis-cli", tenant_id: ID },
  ...{ workspace_ids: [ID], roles: ["viewer"], caps: ["servers:read"], amr: ["sso"], sid: ID },
};
const made = makeSigningKey();
const key = openSigningKey(made.kid, made.pkcs8);
const keys = verifyingKeys([made]);
const publicKey = createPublicKey({ key: made.publicJwk, format: "jwk" });
const judge = (token: string, at = AT) => verifyAccessToken(keys, token, EXPECTED, at);
const b64 = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

/** A token under our own key, whatever stands in it. */
function signed(header: object, payload: unknown = CLAIMS, by: KeyObject = key.key): string {
  const input = `${b64(header)}.${b64(payload)}`;
  return `${input}.${signBytes(null, Buffer.from(input), by).toString("base64url")}`;
}
const HEADER = { alg: "EdDSA", kid: made.kid, typ: "at+jwt" };

describe("an access token", () => {
  const token = mintAccessToken(key, CLAIMS);

  it("holds what was put into it, until it ends", () => {
    expect(judge(token)).toEqual({ ok: true, claims: CLAIMS });
    expect(judge(token, AT + 899_999).ok).toBe(true);
    expect(judge(token, AT + 900_000)).toEqual({ ok: false, reason: "not-for-us" });
  });

  it("is one to others' code that has the published key alone", async () => {
    const published = await importJWK({ ...made.publicJwk, alg: "EdDSA" });
    const { payload, protectedHeader } = await jwtVerify(token, published, {
      ...{ ...EXPECTED, typ: "at+jwt", algorithms: ["EdDSA"], currentDate: new Date(AT) },
    });
    expect(payload).toEqual(CLAIMS);
    expect(protectedHeader.kid).toBe(made.kid);
  });

  it("is refused after any character of it was changed", () => {
    for (let n = 0; n < token.length; n++) {
      const other = token[n] === "A" ? "B" : "A";
      expect([n, judge(token.slice(0, n) + other + token.slice(n + 1)).ok]).toEqual([n, false]);
    }
  });
});

describe("a token that is not ours", () => {
  const other = generateKeyPairSync("ed25519");
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = publicKey.export({ type: "spki", format: "pem" });
  const raw = Buffer.from(made.publicJwk.x, "base64url");
  const hmac = (secret: string | Buffer) => {
    const input = `${b64({ ...HEADER, alg: "HS256" })}.${b64(CLAIMS)}`;
    return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
  };
  const padded = (signature: string) => signature.padEnd(86, "A");
  const bomb = deflateRawSync(Buffer.alloc(5_000_000)).toString("base64url");

  it.each([
    ["alg none, unsigned", `${b64({ ...HEADER, alg: "none" })}.${b64(CLAIMS)}.`],
    ["alg none, with a signature", signed({ ...HEADER, alg: "none" })],
    ["alg NoNe", signed({ ...HEADER, alg: "NoNe" })],
    ["HS256 over the public key's PEM", padded(hmac(String(pem)))],
    ["HS256 over the public key's bytes", padded(hmac(raw))],
    ["RS256", `${b64({ ...HEADER, alg: "RS256" })}.${b64(CLAIMS)}.${"A".repeat(342)}`],
    ["another key under our id", signed(HEADER, CLAIMS, other.privateKey)],
    [
      "another key, embedded",
      signed({ ...HEADER, jwk: other.publicKey.export({ format: "jwk" }) }),
    ],
    ["our key, embedded", signed({ ...HEADER, jwk: made.publicJwk })],
    ["jku", signed({ ...HEADER, jku: "https://evil.example/jwks.json" })],
    ["x5u", signed({ ...HEADER, x5u: "https://evil.example/chain.pem" })],
    ["x5c", signed({ ...HEADER, x5c: ["MIIB"] })],
    ["crit", signed({ ...HEADER, crit: ["exp"] })],
    ["a critical b64", signed({ ...HEADER, b64: false, crit: ["b64"] })],
    ["zip", signed({ ...HEADER, zip: "DEF" })],
    ["a path for a key id", signed({ ...HEADER, kid: "../../../../dev/null" })],
    ["SQL for a key id", signed({ ...HEADER, kid: "x' union select 'a" })],
    ["no key id", signed({ alg: "EdDSA", typ: "at+jwt" })],
    ["typ JWT: an id token's", signed({ ...HEADER, typ: "JWT" })],
    ["no typ", signed({ alg: "EdDSA", kid: made.kid })],
    ["a key of the header twice", `${b64(`{"alg":"none",${JSON.stringify(HEADER).slice(1)}`)}.x.y`],
    [
      "a JWE that unpacks to megabytes",
      `${b64({ alg: "dir", enc: "A256GCM", zip: "DEF" })}..a.${bomb}.c`,
    ],
    ["PBES2 with ten million rounds", `${b64({ alg: "PBES2-HS256+A128KW", p2c: 1e7 })}.a.b.c.d`],
    ["a signature of another curve", `${b64(HEADER)}.${b64(CLAIMS)}.${"A".repeat(128)}`],
    ["nothing", ""],
    ["dots", ".."],
    ["a megabyte", `${b64(HEADER)}.${"A".repeat(1_000_000)}.${"A".repeat(86)}`],
    ["padding", `${mintAccessToken(key, CLAIMS)}=`],
    ["a line after it", `${mintAccessToken(key, CLAIMS)}\n`],
  ])("is refused: %s", (_name, token) => {
    expect(rsa.privateKey.asymmetricKeyType).toBe("rsa");
    expect(judge(token).ok).toBe(false);
  });

  it.each([
    ["another audience", { aud: "portcullis:gate" }],
    ["a list of audiences", { aud: ["portcullis:api", "elsewhere"] }],
    ["another issuer", { iss: "https://evil.example" }],
    ["no end", { exp: undefined }],
    ["an end that is text", { exp: "9999999999" }],
    ["no session", { sid: undefined }],
    ["a tenant that is none", { tenant_id: "acme' or true" }],
    ["no capabilities", { caps: undefined }],
  ])("is refused under our own signature: %s", (_name, wrong) => {
    expect(judge(signed(HEADER, { ...CLAIMS, ...wrong }))).toEqual({
      ok: false,
      reason: "not-for-us",
    });
  });
});
