import { createHash, X509Certificate } from "node:crypto";
import type { Tx } from "@/lib/db";

/**
 * Notes the certificates that a provider signs with, in place of those before: two while it rolls over.
 * What was announced of one that stays is remembered.
 */
export async function noteCertificates(
  tx: Tx,
  connection: { readonly tenantId: string; readonly id: string },
  pems: readonly string[],
): Promise<void> {
  const { tenantId, id: connectionId } = connection;
  const rows = pems.map((pem) => {
    const certificate = new X509Certificate(pem);
    return {
      tenantId,
      connectionId,
      fingerprint: createHash("sha256").update(certificate.raw).digest("hex"),
      subject: certificate.subject.replace(/\s+/g, " ").trim().slice(0, 1000) || "no subject",
      notBefore: new Date(certificate.validFrom),
      notAfter: new Date(certificate.validTo),
    };
  });
  await tx.connectionCertificate.deleteMany({
    where: {
      tenantId,
      connectionId,
      fingerprint: { notIn: rows.map(({ fingerprint }) => fingerprint) },
    },
  });
  await tx.connectionCertificate.createMany({ data: rows, skipDuplicates: true });
}
