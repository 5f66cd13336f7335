import type { ChangeEntry } from "@/lib/access";
import type { Tx } from "@/lib/db";
import { now } from "@/lib/kernel";
import { announce } from "@/lib/notices";
import { clearWrong } from "./attempts";
import { FREE_FAILURES } from "./judge-lock";
import type { Refused } from "./proven";
import type { Prover } from "./prover";

/** After so long without one, in seconds, or after one that was right, they are counted from the beginning. */
const QUIET_SECONDS = 3600;
const BUCKET = "refused";

/**
 * Whether the ledger says that so many proofs of a member were refused: each of the first few, and then
 * each time their number has doubled. However often somebody tries, the log grows with the logarithm of it.
 */
export function isSaid(refused: number): boolean {
  return refused <= FREE_FAILURES || Number.isInteger(Math.log2(refused));
}

/** After a proof that was right, refused ones are counted from the beginning, and the next is said again. */
export async function forgetRefused(tx: Tx, { caller }: Prover): Promise<void> {
  await clearWrong(tx, caller, { factorId: null, bucket: BUCKET });
}

/**
 * Counts a refused proof of a member, wherever it came from and though its factor was locked, and gives
 * the entry that says so; null where enough was said already. The member is told once in a row of them.
 */
export async function noteRefused(
  tx: Tx,
  { caller, purpose }: Prover,
  { refused, factorId }: Refused,
): Promise<ChangeEntry | null> {
  const { tenantId, memberId } = caller;
  const at = now();
  const quiet = new Date(at.getTime() - QUIET_SECONDS * 1000);
  const [row] = await tx.$queryRaw<{ failures: number }[]>`
    insert into portcullis.member_attempts (tenant_id, member_id, bucket, failures, failed_at)
    values (${tenantId}::uuid, ${memberId}::uuid, ${BUCKET}, 1, ${at})
    on conflict (tenant_id, member_id, bucket) do update
      set failures = case when member_attempts.failed_at < ${quiet} then 1 else member_attempts.failures + 1 end,
        failed_at = excluded.failed_at
    returning failures`;
  const count = row?.failures ?? 1;
  if (count === FREE_FAILURES) {
    const refs: Record<string, string> = factorId === null ? {} : { factor: factorId };
    await announce(tx, caller, { kind: "factor.guessed", to: { members: [memberId] }, refs });
  }
  if (!isSaid(count)) return null;
  return {
    type: "factor.refused",
    action: purpose.startsWith("sign-in:") ? "session.start" : "session.step-up",
    target: `member:${memberId}`,
    outcome: "refused",
    reason: count > FREE_FAILURES ? `${refused} tries:${count}` : refused,
    refs: { member: memberId, ...(factorId === null ? {} : { factor: factorId }) },
  };
}
