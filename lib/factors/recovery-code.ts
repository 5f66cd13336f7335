import { createHash, randomBytes } from "node:crypto";

/** How many codes a set has. */
export const RECOVERY_CODES = 10;
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 16;

/**
 * A new set of recovery codes, each 80 random bits in letters and digits that are not mistaken for one
 * another, in groups of four. Nobody guesses one; wrong ones lock them where they were given
 * all the same, so that trying is worth nothing at all.
 */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const letters = Array.from(randomBytes(LENGTH), (byte) => ALPHABET[byte & 31]).join("");
    return letters.replace(/(.{4})(?=.)/g, "$1-");
  });
}

/**
 * What is stored of a code: SHA-256, bound to the member, so that equal rows are told of nobody. Null for
 * a text that is no code. Small letters, spaces and dashes are as good, and so are the letters that look
 * like the digits 0 and 1.
 */
export function hashRecoveryCode(memberId: string, text: string): Uint8Array<ArrayBuffer> | null {
  const code = text
    .toUpperCase()
    .replaceAll(/[\s-]/g, "")
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1");
  if (code.length !== LENGTH || [...code].some((letter) => !ALPHABET.includes(letter))) return null;
  return new Uint8Array(createHash("sha256").update(`${memberId} ${code}`).digest());
}
