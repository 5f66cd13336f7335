import type { Tx } from "@/lib/db";
import { now } from "@/lib/kernel";
import { endBrowsers } from "./known-device";

/**
 * Takes all of a member's factors away, with what is worth nothing without one, in the caller's
 * transaction. Gives how many factors there were; one that was begun counts.
 */
export async function endFactors(tx: Tx, tenantId: string, memberId: string): Promise<number> {
  const { count } = await tx.factor.updateMany({
    where: { tenantId, memberId, removedAt: null },
    data: { removedAt: now() },
  });
  await endWhatHungOn(tx, tenantId, memberId);
  return count;
}

/** What is worth nothing without a factor: recovery codes, and browsers that proved one. */
export async function endWhatHungOn(tx: Tx, tenantId: string, memberId: string): Promise<void> {
  await tx.spareCode.updateMany({
    where: { tenantId, memberId, usedAt: null, replacedAt: null },
    data: { replacedAt: now() },
  });
  await endBrowsers(tx, [memberId]);
}
