import { hkdfSync } from "node:crypto";
import { associatedData, open, seal } from "@/lib/crypto";

/** Wraps and unwraps data keys under a key-encryption key that belongs to one tenant alone. */
export type Kms = {
  readonly version: number;
  wrap(tenantId: string, context: readonly string[], key: Uint8Array): Buffer;
  unwrap(
    tenantId: string,
    kekVersion: number,
    context: readonly string[],
    wrapped: Uint8Array,
  ): Buffer;
};

const KEY_BYTES = 32;

/**
 * The KMS of an installation that has no other: each tenant's key-encryption key is derived from the
 * installation's root key with HKDF-SHA-256 (RFC 5869), the tenant as salt. The root never encrypts.
 */
export function localKms(rootKey: Buffer, version: number): Kms {
  if (rootKey.byteLength !== KEY_BYTES) throw new Error("the KMS root key must be 32 bytes");
  const tenantKey = (tenantId: string) =>
    Buffer.from(
      hkdfSync("sha256", rootKey, tenantId, `portcullis tenant key v${version}`, KEY_BYTES),
    );
  return {
    version,
    wrap: (tenantId, context, key) =>
      seal(tenantKey(tenantId), key, associatedData(tenantId, ...context)),
    unwrap: (tenantId, kekVersion, context, wrapped) => {
      if (kekVersion !== version) throw new Error(`no key-encryption key of version ${kekVersion}`);
      return open(tenantKey(tenantId), wrapped, associatedData(tenantId, ...context));
    },
  };
}
