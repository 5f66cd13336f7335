import { createHash } from "node:crypto";

/** SHA-256 of bytes or of a text's UTF-8. */
export function sha256(data: string | Uint8Array): Buffer {
  return createHash("sha256").update(data).digest();
}

/** SHA-256 in lower-case hex. */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

const LEAF = Uint8Array.of(0x00);

/** The hash of a Merkle tree's leaf: SHA-256(0x00 ‖ bytes), RFC 6962 section 2.1. */
export function leafHash(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(LEAF).update(bytes).digest();
}
