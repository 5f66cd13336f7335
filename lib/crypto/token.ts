import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { Secret } from "@/lib/kernel";

/**
 * pck API key, pcg grant, pcs browser session, pcr refresh token, pcd device code, pcl setup link, pco
 * an owner's emergency sign-in code, pcp a directory that provisions over SCIM, pcw sign-in that waits, pcb
 * browser that is known.
 */
export type TokenPrefix =
  | "pck"
  | "pcg"
  | "pcs"
  | "pcr"
  | "pcd"
  | "pcl"
  | "pco"
  | "pcp"
  | "pcw"
  | "pcb";
export type MintedToken = {
  readonly token: Secret;
  readonly hash: Buffer;
  readonly lastFour: string;
};

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_LENGTH = 43;
const CHECK_LENGTH = 6;
const SHAPE = /^([a-z]{3})_([0-9A-Za-z]{43})_([0-9A-Za-z]{6})$/;

/**
 * A new token: prefix, 32 random bytes in base62, CRC-32 of all before it in base62. Secret
 * scanners find it by its form, and a typing error is caught without a look-up.
 */
export function makeToken(prefix: TokenPrefix): MintedToken {
  return tokenOf(prefix, randomBytes(32));
}

/** The token of 32 bytes that are as good as random to whoever has not the key they were made with. */
export function tokenOf(prefix: TokenPrefix, bytes: Uint8Array): MintedToken {
  if (bytes.byteLength !== 32) throw new Error("a token is made of 32 bytes");
  const number = BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  const body = `${prefix}_${base62(number, RANDOM_LENGTH)}`;
  const text = `${body}_${checksum(body)}`;
  return { token: new Secret(text), hash: hashToken(text), lastFour: text.slice(-4) };
}

/** The hash to look a token up by, or null if the text is not a token of that kind. */
export function parseToken(text: string, prefix: TokenPrefix): { readonly hash: Buffer } | null {
  const match = SHAPE.exec(text);
  if (match === null || match[1] !== prefix) return null;
  return checksum(`${match[1]}_${match[2]}`) === match[3] ? { hash: hashToken(text) } : null;
}

/** What is stored of a token: SHA-256 of its whole text. 256 random bits need no salt. */
export function hashToken(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function checksum(body: string): string {
  return base62(BigInt(crc32(body)), CHECK_LENGTH);
}

function base62(value: bigint, length: number): string {
  let out = "";
  for (let rest = value; rest > 0n; rest /= 62n) out = ALPHABET[Number(rest % 62n)] + out;
  return out.padStart(length, "0");
}
