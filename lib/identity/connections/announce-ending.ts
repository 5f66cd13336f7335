import type { Caller } from "@/lib/access";
import { type Database, withTenant } from "@/lib/db";
import { now } from "@/lib/kernel";
import { announce } from "@/lib/notices";

/** How many days before its end a certificate is spoken of, the nearest first. */
const AHEAD_DAYS = [1, 7, 30] as const;
const DAY_MS = 86_400_000;

/** Which announcement is due this long before an end, in days; null while it is far. Pure. */
export function dueAhead(notAfter: Date, at: Date): (typeof AHEAD_DAYS)[number] | null {
  const left = (notAfter.getTime() - at.getTime()) / DAY_MS;
  return AHEAD_DAYS.find((days) => left <= days) ?? null;
}

/**
 * Tells those who look after the sign-in, 30, 7 and 1 days ahead, that a certificate of a provider ends:
 * once each, and only the nearest where several are due. Returns how many certificates were told of.
 */
export async function announceEnding(
  { db }: { readonly db: Database },
  caller: Caller,
): Promise<number> {
  const { tenantId } = caller;
  const at = now();
  return await withTenant(db, caller, async (tx) => {
    const ending = await tx.connectionCertificate.findMany({
      where: { tenantId, notAfter: { lt: new Date(at.getTime() + 30 * DAY_MS) } },
    });
    let told = 0;
    for (const { connectionId, fingerprint, notAfter, announcedDays } of ending) {
      const days = dueAhead(notAfter, at);
      if (days === null || (announcedDays !== null && announcedDays <= days)) continue;
      // Two workers at once: the one whose row changes tells.
      const { count } = await tx.connectionCertificate.updateMany({
        where: { tenantId, connectionId, fingerprint, announcedDays },
        data: { announcedDays: days },
      });
      if (count === 0) continue;
      told += 1;
      await announce(tx, caller, {
        kind: "certificate.ending",
        to: { permission: "sign-in:write" },
        refs: { connection: connectionId },
      });
    }
    return told;
  });
}
