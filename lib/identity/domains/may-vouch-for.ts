import type { Tx } from "@/lib/db";
import { domainOf } from "./domain-name";

/**
 * Whether a connection may vouch for a mail address: the address lies in a domain that the
 * transaction's organisation has shown to be its own, and that no other connection alone speaks for.
 * A domain below a verified one is another domain.
 */
export async function mayVouchFor(
  tx: Tx,
  connection: { readonly tenantId: string; readonly id: string },
  address: string,
): Promise<boolean> {
  const name = domainOf(address);
  if (name === null) return false;
  const { tenantId, id } = connection;
  const found = await tx.domain.count({
    where: {
      tenantId,
      name,
      state: "verified",
      OR: [{ connectionId: null }, { connectionId: id }],
    },
  });
  return found === 1;
}
