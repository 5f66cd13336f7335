import { type Tx, withTenant } from "@/lib/db";
import { newId, now } from "@/lib/kernel";
import type { Prover, Rooms } from "./prover";

const CHALLENGE_SECONDS = 300;

/** Keeps what an authenticator is asked to sign, for one purpose. Gives the name it is found by. */
export async function keepChallenge(
  { db }: Rooms,
  { caller, purpose }: Prover,
  challenge: string,
): Promise<string> {
  const { tenantId, memberId } = caller;
  const id = newId();
  await withTenant(db, caller, (tx) =>
    tx.factorChallenge.create({
      data: {
        ...{ tenantId, id, memberId, purpose, challenge },
        expiresAt: new Date(now().getTime() + CHALLENGE_SECONDS * 1000),
      },
    }),
  );
  return id;
}

/**
 * What was to be signed under that name, once: of answers that come together one finds it. Null where
 * it was for another purpose or person, is too old, or was answered.
 */
export async function spendChallenge(
  tx: Tx,
  { caller, purpose }: Prover,
  id: string,
): Promise<string | null> {
  const { tenantId, memberId } = caller;
  const where = { tenantId, id, memberId, purpose, usedAt: null, expiresAt: { gt: now() } };
  const { count } = await tx.factorChallenge.updateMany({ where, data: { usedAt: now() } });
  if (count !== 1) return null;
  const row = await tx.factorChallenge.findUnique({ where: { tenantId_id: { tenantId, id } } });
  return row?.challenge ?? null;
}
