import type { Tx } from "@/lib/db";
import { now } from "@/lib/kernel";
import { lockSeconds } from "./judge-lock";
import type { Refused } from "./proven";
import type { Prover } from "./prover";

/** What wrong proofs count against, and where they came from: the lock is on both together. */
export type Target = {
  /** The factor that was tried; the member's own id where none of theirs was hit. */
  readonly id: string;
  readonly bucket: string;
};

type Caller = Prover["caller"];

/** For how many seconds no proof of that target is taken from there; 0 where it is. */
export async function heldSeconds(
  tx: Tx,
  { tenantId }: Caller,
  { id, bucket }: Target,
  at: Date,
): Promise<number> {
  const key = { tenantId_factorId_bucket: { tenantId, factorId: id, bucket } };
  const row = await tx.factorAttempt.findUnique({ where: key });
  const until = row?.lockedUntil ?? null;
  return until === null || until <= at ? 0 : Math.ceil((until.getTime() - at.getTime()) / 1000);
}

/** A wrong proof, counted against what was tried. */
export async function wrong(
  tx: Tx,
  caller: Caller,
  target: Target,
  what: string,
  factorId: string | null,
): Promise<Refused> {
  const locks = await countWrong(tx, caller, target, now());
  return { refused: locks ? `${what}:locked` : what, factorId };
}

/** Counts it, and gives whether that locks the target there. */
async function countWrong(
  tx: Tx,
  { tenantId }: Caller,
  { id, bucket }: Target,
  at: Date,
): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ failures: number }[]>`
    insert into portcullis.factor_attempts (tenant_id, factor_id, bucket, failures, failed_at)
    values (${tenantId}::uuid, ${id}::uuid, ${bucket}, 1, ${at})
    on conflict (tenant_id, factor_id, bucket) do update
      set failures = factor_attempts.failures + 1, failed_at = excluded.failed_at
    returning failures`;
  const seconds = lockSeconds(row?.failures ?? 0);
  if (seconds === 0) return false;
  await tx.factorAttempt.updateMany({
    where: { tenantId, factorId: id, bucket },
    data: { lockedUntil: new Date(at.getTime() + seconds * 1000) },
  });
  return true;
}

/** After a proof that was right it begins anew. */
export async function clearWrong(
  tx: Tx,
  { tenantId }: Caller,
  { id, bucket }: Target,
): Promise<void> {
  await tx.factorAttempt.updateMany({
    where: { tenantId, factorId: id, bucket, failures: { gt: 0 } },
    data: { failures: 0, lockedUntil: null },
  });
}
