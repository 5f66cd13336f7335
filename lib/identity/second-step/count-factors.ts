import type { Tx } from "@/lib/db";

/** How many factors a member could prove. One that was never confirmed is none. */
export async function countFactors(tx: Tx, tenantId: string, memberId: string): Promise<number> {
  return await tx.factor.count({
    where: { tenantId, memberId, confirmedAt: { not: null }, removedAt: null },
  });
}
