import { createHmac } from "node:crypto";
import type { TestDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";

const encode = (text: string | Uint8Array) => Buffer.from(text).toString("base64url");
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

/** Puts a token together from its parts, independently of the code that mints them. */
export function signToken(
  key: Uint8Array,
  header: string | Uint8Array,
  payload: string | Uint8Array,
  algorithm = "sha256",
): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${createHmac(algorithm, key).update(input).digest("base64url")}`;
}

export function signingKey(database: TestDatabase): { readonly kid: string; readonly key: Buffer } {
  const [key] = database.keys;
  if (key === undefined) throw new Error("the test run has no database key");
  return key;
}

export const headerOf = (kid: string) => JSON.stringify({ alg: "HS256", kid, typ: "JWT" });

export function claimsOf(tenantId: string, workspaceIds: readonly string[] = []) {
  return {
    aud: "db",
    tenant_id: tenantId,
    workspace_ids: workspaceIds,
    sub: "member:test",
    request_id: newId(),
    exp: inSeconds(60),
  };
}

/** A token that verifies. */
export function tokenFor(
  database: TestDatabase,
  tenantId: string,
  workspaceIds: readonly string[] = [],
  more: Readonly<Record<string, unknown>> = {},
): string {
  const { kid, key } = signingKey(database);
  return signToken(
    key,
    headerOf(kid),
    JSON.stringify({ ...claimsOf(tenantId, workspaceIds), ...more }),
  );
}

/** Everything that must be taken for no token at all, by what is wrong with it. */
export function worthlessTokens(
  database: TestDatabase,
  tenantId: string,
  workspaceIds: readonly string[],
): ReadonlyMap<string, string> {
  const { kid, key } = signingKey(database);
  const claims = claimsOf(tenantId, workspaceIds);
  const signed = (payload: string | Uint8Array) => signToken(key, headerOf(kid), payload);
  const withClaims = (more: object) => signed(JSON.stringify({ ...claims, ...more }));
  const withHeader = (header: object | string) =>
    signToken(
      key,
      typeof header === "string" ? header : JSON.stringify(header),
      JSON.stringify(claims),
    );
  const good = withClaims({});
  const [header, payload, signature] = good.split(".") as [string, string, string];
  const body = JSON.stringify(claims);
  const other = Buffer.alloc(32, 7);

  return new Map([
    ["an empty text", ""],
    ["null", "null"],
    ["an array", "[]"],
    ["plain JSON claims", body],
    ["cut JSON", body.slice(0, -5)],
    ["one megabyte", "a".repeat(1_048_576)],
    ["one megabyte of dots", ".".repeat(1_048_576)],
    ["one megabyte, rightly signed", withClaims({ pad: "a".repeat(1_048_576) })],
    ["cut JSON, rightly signed", signed(body.slice(0, -5))],
    ["the JSON null, rightly signed", signed("null")],
    ["an array, rightly signed", signed(JSON.stringify([claims]))],
    ["an empty payload, rightly signed", signed("")],
    ["a text, rightly signed", signed(JSON.stringify(body))],
    ["two JSON values, rightly signed", signed(`${body}${body}`)],
    ["a tenant that is no UUID", withClaims({ tenant_id: "acme" })],
    ["a tenant with SQL in it", withClaims({ tenant_id: `${tenantId}' or '1'='1` })],
    ["a tenant that is null", withClaims({ tenant_id: null })],
    ["a tenant in an array", withClaims({ tenant_id: [tenantId] })],
    ["a tenant in an object", withClaims({ tenant_id: { id: tenantId } })],
    ["no tenant", withClaims({ tenant_id: undefined })],
    ["the claims nested in another claim", signed(JSON.stringify({ claims, exp: claims.exp }))],
    ["a tenant named twice", signed(body.replace("{", `{"tenant_id":"${newId()}",`))],
    [
      "a tenant named twice, escaped",
      signed(body.replace("{", `{"tenant\\u005fid":"${tenantId}",`)),
    ],
    ["an audience named twice", signed(body.replace("{", '{"aud":"ledger",'))],
    ["expired", withClaims({ exp: inSeconds(-1) })],
    ["expired long ago", withClaims({ exp: 0 })],
    ["an expiry that is too far off", withClaims({ exp: inSeconds(3600) })],
    ["an expiry beyond any number", signed(body.replace(/"exp":\d+/, '"exp":1e300000'))],
    ["an expiry as text", withClaims({ exp: String(inSeconds(60)) })],
    ["an expiry that is null", withClaims({ exp: null })],
    ["no expiry", withClaims({ exp: undefined })],
    ["another audience", withClaims({ aud: "portcullis:api" })],
    ["the ledger's audience", withClaims({ aud: "ledger" })],
    ["the audience in a list", withClaims({ aud: ["db"] })],
    ["no audience", withClaims({ aud: undefined })],
    ["another key", signToken(other, headerOf(kid), body)],
    ["an empty key", signToken(Buffer.alloc(0), headerOf(kid), body)],
    ["a key id that is unknown", signToken(key, headerOf("unknown"), body)],
    ["a key id with SQL in it", signToken(key, headerOf(`${kid}' or '1'='1`), body)],
    ["no key id", withHeader({ alg: "HS256", typ: "JWT" })],
    ["alg none without a signature", `${encode(JSON.stringify({ alg: "none" }))}.${payload}.`],
    ["alg none, signed", withHeader({ alg: "none", kid, typ: "JWT" })],
    [
      "alg HS512",
      signToken(key, JSON.stringify({ alg: "HS512", kid, typ: "JWT" }), body, "sha512"),
    ],
    ["HS512 under the right header", signToken(key, headerOf(kid), body, "sha512")],
    ["alg in lower case", withHeader({ alg: "hs256", kid, typ: "JWT" })],
    ["the header's members in another order", withHeader({ typ: "JWT", alg: "HS256", kid })],
    ["the header with a space", withHeader(`${headerOf(kid)} `)],
    ["the header with one more member", withHeader({ alg: "HS256", kid, typ: "JWT", crit: [] })],
    ["no signature", `${header}.${payload}.`],
    ["a signature that is cut", good.slice(0, -1)],
    ["a signature that is padded", `${good}=`],
    ["a payload that is padded", `${header}.${payload}=.${signature}`],
    ["the signature's last bits changed", changeLast(good)],
    [
      "base64 instead of base64url",
      `${header}.${payload}.${Buffer.from(signature, "base64url").toString("base64")}`,
    ],
    ["one more part", `${good}.`],
    ["one more part in front", `.${good}`],
    ["five parts", `${good}.${payload}.${signature}`],
    ["a space behind", `${good} `],
    ["a line's end behind", `${good}\n`],
    ["the word Bearer in front", `Bearer ${good}`],
    ["other letters of the alphabet", good.replace(/^e/, "е")],
    ["a payload that is not ASCII", withClaims({ sub: "mémber" })],
    [
      "a payload that is not UTF-8",
      signed(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(body)])),
    ],
    ["a payload with a NUL byte", signed(Buffer.concat([Buffer.from(body), Buffer.from([0])]))],
    ["an escaped NUL in a claim", withClaims({ sub: "\u0000" })],
    ["a payload that is not base64url, rightly signed", rawSigned(key, header, "{}!!")],
    [
      "a payload of an impossible length, rightly signed",
      rawSigned(key, header, `${payload}A`.slice(0, 5)),
    ],
  ]);
}

/** Signs a payload that stays as it is, whether or not it is base64url. */
function rawSigned(key: Uint8Array, header: string, payload: string): string {
  const input = `${header}.${payload}`;
  return `${input}.${createHmac("sha256", key).update(input).digest("base64url")}`;
}

/** Another text for the same signature bytes: base64url leaves two bits of the last letter unused. */
function changeLast(token: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(token.slice(-1));
  return token.slice(0, -1) + alphabet[last ^ 1];
}
