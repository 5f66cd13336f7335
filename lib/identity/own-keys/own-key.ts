import { createHash, X509Certificate } from "node:crypto";
import { openInstallationKey, type Sealer, sealInstallationKey, selfSigned } from "@/lib/crypto";
import type { Database, SamlKeyRow } from "@/lib/db";
import { now, Problem } from "@/lib/kernel";

/** What the installation's SAML keys are kept in, and sealed by. */
export type OwnKeyRooms = { readonly db: Pick<Database, "pool">; readonly sealer: Sealer };

/** A key of ours towards SAML identity providers, and its certificate, in PEM. */
export type OwnKey = { readonly certificate: string; readonly privateKey: string };

const YEARS = 20;
const context = (kid: string) => ["saml-key", kid];

/** A new key and its certificate, under a name of our own: every provider's administrator reads it. */
export async function makeOwnKey(installation: string): Promise<OwnKey> {
  const from = now();
  const until = new Date(from);
  until.setUTCFullYear(until.getUTCFullYear() + YEARS);
  return await selfSigned(`Portcullis ${installation}`, from, until);
}

/** The fingerprint of a certificate in PEM, by which its key is called: SHA-256 in hex. */
export function fingerprintOf(certificate: string): string {
  return createHash("sha256").update(new X509Certificate(certificate).raw).digest("hex");
}

/** A key as it is stored: sealed, so that it opens under its own fingerprint only. */
export function sealOwnKey(sealer: Sealer, { certificate, privateKey }: OwnKey) {
  const kid = fingerprintOf(certificate);
  const { validFrom, validTo } = new X509Certificate(certificate);
  return {
    ...{ kid, certificate },
    sealed: sealInstallationKey(sealer, context(kid), Buffer.from(privateKey)),
    not_before: new Date(validFrom),
    not_after: new Date(validTo),
  };
}

/** @throws Problem `unavailable` if it does not open, or is another certificate's. */
export function openOwnKey(
  sealer: Sealer,
  { kid, certificate, sealed }: Pick<SamlKeyRow, "kid" | "certificate" | "sealed">,
): OwnKey {
  try {
    const privateKey = openInstallationKey(sealer, context(kid), sealed).toString();
    if (fingerprintOf(certificate) !== kid) throw new Error("not its certificate");
    return { certificate, privateKey };
  } catch (cause) {
    throw new Problem("unavailable", { internal: "a SAML key did not open", cause });
  }
}
