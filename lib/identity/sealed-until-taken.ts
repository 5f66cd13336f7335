import { hkdfSync } from "node:crypto";
import { associatedData, open, seal, sha256 } from "@/lib/crypto";

/**
 * What is kept between two steps of a sign-in is kept under a secret that only the browser carries:
 * the row is found by its hash and opened with a key that follows from it.
 */
export function hashOfSecret(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(sha256(Buffer.from(`portcullis/sign-in/v1:${secret}`)));
}

/** Seals a value under a secret, for one tenant and purpose. */
export function sealUnder(
  secret: string,
  about: { readonly tenantId: string; readonly purpose: string },
  value: unknown,
): Uint8Array<ArrayBuffer> {
  const text = Buffer.from(JSON.stringify(value));
  return new Uint8Array(seal(keyOf(secret), text, associatedData(about.tenantId, about.purpose)));
}

/** Opens it again. Throws if secret, tenant or purpose are not those it was sealed for. */
export function openUnder(
  secret: string,
  about: { readonly tenantId: string; readonly purpose: string },
  sealed: Uint8Array,
): unknown {
  const bytes = open(keyOf(secret), sealed, associatedData(about.tenantId, about.purpose));
  return JSON.parse(bytes.toString("utf8"));
}

function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", "portcullis/sign-in-row/v1", 32));
}
