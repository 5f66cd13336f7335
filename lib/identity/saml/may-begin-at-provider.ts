import type { Tx } from "@/lib/db";

/** Whether sign-ins through a connection may begin at the identity provider. Where it is not said, no. */
export async function mayBeginAtProvider(
  tx: Tx,
  tenantId: string,
  connection: string,
): Promise<boolean> {
  const found = await tx.connection.count({
    where: {
      tenantId,
      brokerId: connection,
      kind: "saml",
      idpInitiated: true,
      state: { in: ["active", "enforced"] },
    },
  });
  return found === 1;
}
