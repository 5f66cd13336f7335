import { type ChangeEntry, changeOwn, lockCaller } from "@/lib/access";
import type { Tx } from "@/lib/db";
import { now, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { announce } from "@/lib/notices";
import { spendChallenge } from "./challenges";
import type { Proof } from "./factor.schema";
import { judgeTotp, type OpenedTotp, openTotp } from "./judge-totp";
import { judgeAnswer } from "./passkey";
import type { Proven, Refused } from "./proven";
import type { Prover, Rooms } from "./prover";
import { hashRecoveryCode } from "./recovery-code";

type Work<T> = (
  tx: Tx,
  proven: Proven,
) => Promise<{
  readonly result: T;
  readonly entry: ChangeEntry;
  readonly also?: readonly ChangeEntry[];
}>;

/**
 * Judges a proof, and does what it was given for in the same transaction: a code, a challenge and what
 * they opened are used together or not at all, so that of proofs that come together one succeeds. A
 * proof that is refused is counted and recorded, and that stays.
 *
 * @throws Problem `factor_refused`; `factor_locked` while codes of that factor are not taken from here.
 */
export async function proveFactor<T>(
  rooms: Rooms,
  prover: Prover,
  proof: Proof,
  then: Work<T>,
): Promise<{ readonly result: T; readonly receipt: Receipt }> {
  const { caller } = prover;
  const opened = proof.method === "totp" ? await openTotp(rooms, caller) : null;
  const { result, receipt } = await changeOwn(rooms.db, caller, async (tx) => {
    await lockCaller(tx, caller);
    const judged = await judge(rooms, tx, prover, proof, opened);
    if ("refused" in judged) return { result: null, entry: refusal(prover, judged) };
    const done = await then(tx, judged);
    return { ...done, result: { value: done.result } };
  });
  if (result === null) throw new Problem("factor_refused");
  return { result: result.value, receipt };
}

async function judge(
  rooms: Rooms,
  tx: Tx,
  prover: Prover,
  proof: Proof,
  opened: OpenedTotp | null,
): Promise<Proven | Refused> {
  if (proof.method === "totp") return await judgeTotp(tx, prover, proof.code, opened);
  if (proof.method === "recovery-code") return await judgeRecoveryCode(tx, prover, proof.code);
  return await judgePasskey(rooms, tx, prover, proof);
}

async function judgeRecoveryCode(
  tx: Tx,
  { caller }: Prover,
  code: string,
): Promise<Proven | Refused> {
  const { tenantId, memberId } = caller;
  const codeHash = hashRecoveryCode(memberId, code);
  const { count } =
    codeHash === null
      ? { count: 0 }
      : await tx.spareCode.updateMany({
          where: { tenantId, memberId, codeHash, usedAt: null, replacedAt: null },
          data: { usedAt: now() },
        });
  if (count === 1)
    await announce(tx, caller, { kind: "recovery-code.used", to: { members: [memberId] } });
  return count === 1
    ? { method: "recovery-code", factorId: null }
    : { refused: "recovery-code", factorId: null };
}

async function judgePasskey(
  rooms: Rooms,
  tx: Tx,
  prover: Prover,
  { challenge, answer }: Extract<Proof, { method: "passkey" }>,
): Promise<Proven | Refused> {
  const { tenantId, memberId } = prover.caller;
  const asked = await spendChallenge(tx, prover, challenge);
  if (asked === null) return { refused: "passkey-challenge", factorId: null };
  const [row] = await tx.$queryRaw<{ id: string; public_key: Buffer; counter: bigint }[]>`
    select id::text, public_key, counter from portcullis.factors
    where tenant_id = (select portcullis.tenant_id()) and member_id = ${memberId}::uuid
      and kind = 'passkey' and credential_id = ${answer.id} and removed_at is null for update`;
  if (row === undefined) return { refused: "passkey-unknown", factorId: null };
  const stored = { credentialId: answer.id, publicKey: row.public_key, counter: row.counter };
  const proven = await judgeAnswer(rooms, asked, answer, stored);
  if (proven === null) return { refused: "passkey-answer", factorId: row.id };
  await tx.factor.updateMany({
    where: { tenantId, id: row.id },
    data: { ...proven, lastUsedAt: now() },
  });
  return { method: "passkey", factorId: row.id };
}

function refusal({ caller, purpose }: Prover, { refused, factorId }: Refused): ChangeEntry {
  return {
    type: "factor.refused",
    action: purpose.startsWith("sign-in:") ? "session.start" : "session.step-up",
    target: `member:${caller.memberId}`,
    outcome: "refused",
    reason: refused,
    refs: { member: caller.memberId, ...(factorId === null ? {} : { factor: factorId }) },
  };
}
