import { openInstallationKey, type Sealer, sealInstallationKey } from "@/lib/crypto";
import { Problem } from "@/lib/kernel";

export type { Sealer };

const context = (kid: string) => ["signing-key", kid];

/** A private key, sealed: it opens as that key id only. */
export function sealKey(sealer: Sealer, kid: string, pkcs8: Uint8Array): Buffer {
  return sealInstallationKey(sealer, context(kid), pkcs8);
}

/** @throws Problem `unavailable` if it does not open. */
export function unsealKey(sealer: Sealer, kid: string, sealed: Buffer): Buffer {
  try {
    return openInstallationKey(sealer, context(kid), sealed);
  } catch (cause) {
    throw new Problem("unavailable", { internal: "a signing key did not open", cause });
  }
}
