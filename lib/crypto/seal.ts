import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D). Returns nonce ‖ ciphertext ‖ tag.
 * One key may seal at most 2^32 times under random nonces; the vault retires keys far earlier.
 */
export function seal(key: Uint8Array, plaintext: Uint8Array, associated: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(associated);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what `seal` made. Throws if the key, the associated data or one bit of the record differ. */
export function open(key: Uint8Array, sealed: Uint8Array, associated: Uint8Array): Buffer {
  if (sealed.byteLength < NONCE_BYTES + TAG_BYTES) throw new Error("sealed record is cut off");
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAAD(associated);
  decipher.setAuthTag(sealed.subarray(sealed.byteLength - TAG_BYTES));
  const body = sealed.subarray(NONCE_BYTES, sealed.byteLength - TAG_BYTES);
  return Buffer.concat([decipher.update(body), decipher.final()]);
}

/** Associated data of several parts, each length-prefixed so that no two lists give the same bytes. */
export function associatedData(...parts: readonly string[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.byteLength);
      return [length, bytes];
    }),
  );
}
