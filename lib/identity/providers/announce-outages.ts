import type { Caller } from "@/lib/access";
import { type Database, withTenant } from "@/lib/db";
import { now } from "@/lib/kernel";
import { announce, judgeTelling } from "@/lib/notices";

/**
 * Tells those who look after the sign-in when a provider through which people come in has begun to fail,
 * and when it works again: once each. Of one that nobody comes in through any more nothing is said.
 * Returns how many were told of.
 */
export async function announceOutages(
  { db }: { readonly db: Database },
  caller: Caller,
): Promise<number> {
  const { tenantId } = caller;
  const select = { id: true, state: true, failingSince: true } as const;
  const kept = { seenAmiss: true, turnedAt: true, toldAmiss: true } as const;
  const rows = await withTenant(db, caller, (tx) =>
    tx.connection.findMany({
      where: {
        tenantId,
        OR: [{ failingSince: { not: null } }, { seenAmiss: true }, { toldAmiss: true }],
      },
      select: { ...select, ...kept },
    }),
  );
  let told = 0;
  for (const { id, state, failingSince, ...before } of rows) {
    const used = state === "active" || state === "enforced";
    const amiss = used && failingSince !== null;
    const judged = judgeTelling(before, amiss, now());
    const seen = used ? judged.seen : { seenAmiss: false, turnedAt: null, toldAmiss: false };
    const tell = used ? judged.tell : null;
    if (tell === null && seen.seenAmiss === before.seenAmiss && seen.toldAmiss === before.toldAmiss)
      continue;
    told += await withTenant(db, caller, async (tx) => {
      // Two workers at once: the one whose row changes tells.
      const { count } = await tx.connection.updateMany({
        where: { tenantId, id, ...before },
        data: seen,
      });
      if (count === 0 || tell === null) return 0;
      const to = { permission: "sign-in:write" } as const;
      await announce(tx, caller, { kind: `connection.${tell}`, to, refs: { connection: id } });
      return 1;
    });
  }
  return told;
}
