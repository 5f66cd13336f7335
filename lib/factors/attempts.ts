import type { Tx } from "@/lib/db";
import { now } from "@/lib/kernel";
import { lockSeconds } from "./judge-lock";
import type { Refused } from "./proven";
import type { Prover } from "./prover";

/** What wrong proofs count against, and where they came from: the lock is on both together. */
export type Target = {
  /** The factor that was tried; null where none of the member's was hit. */
  readonly factorId: string | null;
  readonly bucket: string;
};

type Caller = Prover["caller"];

/** For how many seconds no proof of that target is taken from there; 0 where it is. */
export async function heldSeconds(
  tx: Tx,
  { tenantId, memberId }: Caller,
  { factorId, bucket }: Target,
  at: Date,
): Promise<number> {
  const row =
    factorId === null
      ? await tx.memberAttempt.findFirst({ where: { tenantId, memberId, bucket } })
      : await tx.factorAttempt.findFirst({ where: { tenantId, factorId, bucket } });
  const until = row?.lockedUntil ?? null;
  return until === null || until <= at ? 0 : Math.ceil((until.getTime() - at.getTime()) / 1000);
}

/** A wrong proof, counted against what was tried. */
export async function wrong(
  tx: Tx,
  caller: Caller,
  target: Target,
  what: string,
): Promise<Refused> {
  const { tenantId, memberId } = caller;
  const { factorId, bucket } = target;
  const at = now();
  const seconds = lockSeconds(await counted(tx, caller, target, at));
  if (seconds === 0) return { refused: what, factorId };
  const data = { lockedUntil: new Date(at.getTime() + seconds * 1000) };
  if (factorId === null)
    await tx.memberAttempt.updateMany({ where: { tenantId, memberId, bucket }, data });
  else await tx.factorAttempt.updateMany({ where: { tenantId, factorId, bucket }, data });
  return { refused: `${what}:locked`, factorId };
}

/** How many in a row it is with this one. */
async function counted(
  tx: Tx,
  { tenantId, memberId }: Caller,
  { factorId, bucket }: Target,
  at: Date,
): Promise<number> {
  const [row] =
    factorId === null
      ? await tx.$queryRaw<{ failures: number }[]>`
          insert into portcullis.member_attempts (tenant_id, member_id, bucket, failures, failed_at)
          values (${tenantId}::uuid, ${memberId}::uuid, ${bucket}, 1, ${at})
          on conflict (tenant_id, member_id, bucket) do update
            set failures = member_attempts.failures + 1, failed_at = excluded.failed_at
          returning failures`
      : await tx.$queryRaw<{ failures: number }[]>`
          insert into portcullis.factor_attempts (tenant_id, factor_id, bucket, failures, failed_at)
          values (${tenantId}::uuid, ${factorId}::uuid, ${bucket}, 1, ${at})
          on conflict (tenant_id, factor_id, bucket) do update
            set failures = factor_attempts.failures + 1, failed_at = excluded.failed_at
          returning failures`;
  return row?.failures ?? 0;
}

/** After a proof that was right it begins anew. */
export async function clearWrong(
  tx: Tx,
  { tenantId, memberId }: Caller,
  { factorId, bucket }: Target,
): Promise<void> {
  const data = { failures: 0, lockedUntil: null };
  const some = { bucket, failures: { gt: 0 } };
  if (factorId === null)
    await tx.memberAttempt.updateMany({ where: { tenantId, memberId, ...some }, data });
  else await tx.factorAttempt.updateMany({ where: { tenantId, factorId, ...some }, data });
}
