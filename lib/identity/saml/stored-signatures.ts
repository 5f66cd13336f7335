import type { Tx } from "@/lib/db";
import { SIGNATURES, type Signatures } from "./expected";

/** What is stored of what must be signed; what is not known asks for both. */
export function storedSignatures(value: unknown): Signatures {
  return SIGNATURES.find((one) => one === value) ?? "both";
}

/** What must be signed of a connection's answers. Where it is not said, both the response and the assertion. */
export async function signaturesOf(
  tx: Tx,
  tenantId: string,
  connection: string,
): Promise<Signatures> {
  const row = await tx.connection.findFirst({
    where: { tenantId, brokerId: connection, kind: "saml" },
    select: { signatures: true },
  });
  return storedSignatures(row?.signatures);
}
