import type { Tx } from "@/lib/db";
import { Problem } from "@/lib/kernel";
import type { Prover } from "./prover";

/**
 * Holds the member's own record, so that changes of their factors come one after the other, and none
 * comes in the middle of a reset.
 *
 * @throws Problem `unauthenticated` if they were removed since they were let in.
 */
export async function lockSelf(tx: Tx, { memberId }: Prover["caller"]): Promise<void> {
  const [row] = await tx.$queryRaw<{ status: string }[]>`
    select status from portcullis.members
    where tenant_id = (select portcullis.tenant_id()) and id = ${memberId}::uuid for update`;
  if (row?.status !== "active") throw new Problem("unauthenticated");
}
