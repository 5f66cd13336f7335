/** What seals the installation's own private keys: its key management, as far as it is needed for that. */
export type Sealer = {
  readonly version: number;
  wrap(owner: string, context: readonly string[], key: Uint8Array): Buffer;
  unwrap(owner: string, version: number, context: readonly string[], wrapped: Uint8Array): Buffer;
};

/** Whose the keys are: no tenant's. A tenant's id is a UUID, so no tenant's keys are under this. */
const OWNER = "installation";

/** A private key, sealed: the version of the key it is under, and the rest. It opens in the same context only. */
export function sealInstallationKey(
  sealer: Sealer,
  context: readonly string[],
  key: Uint8Array,
): Buffer {
  return Buffer.concat([Uint8Array.of(sealer.version), sealer.wrap(OWNER, context, key)]);
}

/** @throws whatever the sealer throws if it does not open. */
export function openInstallationKey(
  sealer: Sealer,
  context: readonly string[],
  sealed: Buffer,
): Buffer {
  return sealer.unwrap(OWNER, sealed[0] ?? 0, context, sealed.subarray(1));
}
