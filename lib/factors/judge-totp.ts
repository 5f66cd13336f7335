import { type Tx, withTenant } from "@/lib/db";
import { now, Problem, type Secret } from "@/lib/kernel";
import { announce } from "@/lib/notices";
import { FREE_FAILURES, lockSeconds } from "./judge-lock";
import { totpPlace } from "./place";
import type { Proven, Refused } from "./proven";
import type { Prover, Rooms } from "./prover";
import { totpStep } from "./totp";

export type OpenedTotp = { readonly id: string; readonly secret: Secret };

/** The secret of a member's code generator; null if they have none. Opened outside of any transaction. */
export async function openTotp(
  { db, vault }: Rooms,
  caller: Prover["caller"],
): Promise<OpenedTotp | null> {
  const { tenantId, memberId } = caller;
  const row = await withTenant(db, caller, (tx) =>
    tx.factor.findFirst({
      where: { tenantId, memberId, kind: "totp", confirmedAt: { not: null }, removedAt: null },
    }),
  );
  if (row === null || row.sealed === null) return null;
  return { id: row.id, secret: await vault.open(caller, totpPlace(row.id), row.sealed) };
}

/**
 * Judges a code under the lock of its factor. Each time step is used once, over all challenges and in
 * parallel; a code of a step that was used, or of an older one, is as wrong as any other.
 *
 * @throws Problem `factor_locked`.
 */
export async function judgeTotp(
  tx: Tx,
  { caller, bucket }: Prover,
  code: string,
  opened: OpenedTotp | null,
): Promise<Proven | Refused> {
  if (opened === null) return { refused: "totp-none", factorId: null };
  const { tenantId } = caller;
  const factorId = opened.id;
  const [factor] = await tx.$queryRaw<{ last_step: bigint }[]>`
    select last_step from portcullis.factors
    where tenant_id = (select portcullis.tenant_id()) and id = ${factorId}::uuid
      and removed_at is null for update`;
  if (factor === undefined) return { refused: "totp-none", factorId: null };
  const at = now();
  const key = { tenantId_factorId_bucket: { tenantId, factorId, bucket } };
  const attempt = await tx.factorAttempt.findUnique({ where: key });
  refuseLocked(attempt?.lockedUntil ?? null, at);
  const step = totpStep(opened.secret, code, at);
  if (step !== null && step > factor.last_step) {
    await tx.factor.updateMany({
      where: { tenantId, id: factorId },
      data: { lastStep: step, lastUsedAt: at },
    });
    if (attempt !== null)
      await tx.factorAttempt.update({ where: key, data: { failures: 0, lockedUntil: null } });
    return { method: "totp", factorId };
  }
  const failures = (attempt?.failures ?? 0) + 1;
  const seconds = lockSeconds(failures);
  const counted = {
    failures,
    failedAt: at,
    lockedUntil: seconds === 0 ? null : new Date(at.getTime() + seconds * 1000),
  };
  await tx.factorAttempt.upsert({
    where: key,
    create: { tenantId, factorId, bucket, ...counted },
    update: counted,
  });
  // Once for each lock, at its beginning: so that nobody is flooded by being guessed at.
  if (failures === FREE_FAILURES) {
    const to = { members: [caller.memberId] };
    await announce(tx, caller, { kind: "factor.guessed", to, refs: { factor: factorId } });
  }
  const what = step === null ? "totp-wrong" : "totp-used";
  return { refused: seconds === 0 ? what : `${what}:locked`, factorId };
}

function refuseLocked(until: Date | null, at: Date): void {
  if (until === null || until <= at) return;
  const seconds = Math.ceil((until.getTime() - at.getTime()) / 1000);
  throw new Problem("factor_locked", { headers: { "retry-after": String(seconds) } });
}
