import { Problem } from "@/lib/kernel";

/** What seals the private keys: the installation's key management, as far as it is needed here. */
export type Sealer = {
  readonly version: number;
  wrap(owner: string, context: readonly string[], key: Uint8Array): Buffer;
  unwrap(owner: string, version: number, context: readonly string[], wrapped: Uint8Array): Buffer;
};

/** Whose the keys are: no tenant's. A tenant's id is a UUID, so no tenant's keys are under this. */
const OWNER = "installation";
const context = (kid: string) => ["signing-key", kid];

/** A private key, sealed: the version of the key it is under, and the rest. It opens as that key id only. */
export function sealKey(sealer: Sealer, kid: string, pkcs8: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.of(sealer.version), sealer.wrap(OWNER, context(kid), pkcs8)]);
}

/** @throws Problem `unavailable` if it does not open. */
export function unsealKey(sealer: Sealer, kid: string, sealed: Buffer): Buffer {
  try {
    return sealer.unwrap(OWNER, sealed[0] ?? 0, context(kid), sealed.subarray(1));
  } catch (cause) {
    throw new Problem("unavailable", { internal: "a signing key did not open", cause });
  }
}
