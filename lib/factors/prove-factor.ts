import { attemptOwn, type ChangeEntry, lockCaller } from "@/lib/access";
import type { Tx } from "@/lib/db";
import { now, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { announce } from "@/lib/notices";
import { clearWrong, heldSeconds, wrong } from "./attempts";
import { spendChallenge } from "./challenges";
import type { Proof } from "./factor.schema";
import { judgeTotp, type OpenedTotp, openTotp } from "./judge-totp";
import { forgetRefused, noteRefused } from "./note-refused";
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

type Outcome<T> = { readonly value: T } | { readonly refused: Refused };

/**
 * Judges a proof, and does what it was given for in the same transaction: a code, a challenge and what
 * they opened are used together or not at all, so that of proofs that come together one succeeds. A
 * proof that is refused is counted, and recorded as far as `noteRefused` says; that stays.
 *
 * @throws Problem `factor_refused`; `factor_locked` while proofs of that factor are not taken from here.
 */
export async function proveFactor<T>(
  rooms: Rooms,
  prover: Prover,
  proof: Proof,
  then: Work<T>,
): Promise<{ readonly result: T; readonly receipt: Receipt }> {
  const { caller } = prover;
  const opened = proof.method === "totp" ? await openTotp(rooms, caller) : null;
  const { result, receipt } = await attemptOwn<Outcome<T>>(rooms.db, caller, async (tx) => {
    await lockCaller(tx, caller);
    const judged = await judge(rooms, tx, prover, proof, opened);
    if ("refused" in judged)
      return { result: { refused: judged }, entry: await noteRefused(tx, prover, judged) };
    await forgetRefused(tx, prover);
    const done = await then(tx, judged);
    return { ...done, result: { value: done.result } };
  });
  if ("refused" in result) throw refusal(result.refused);
  if (receipt === null) throw new Error("the ledger gave no receipt");
  return { result: result.value, receipt };
}

function refusal({ heldSeconds }: Refused): Problem {
  if (heldSeconds === undefined) return new Problem("factor_refused");
  return new Problem("factor_locked", { headers: { "retry-after": String(heldSeconds) } });
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
  { caller, place }: Prover,
  code: string,
): Promise<Proven | Refused> {
  const { tenantId, memberId } = caller;
  const target = { factorId: null, bucket: `recovery-code:${place}` };
  const held = await heldSeconds(tx, caller, target, now());
  if (held > 0) return { refused: "recovery-code-held", factorId: null, heldSeconds: held };
  const codeHash = hashRecoveryCode(memberId, code);
  const { count } =
    codeHash === null
      ? { count: 0 }
      : await tx.spareCode.updateMany({
          where: { tenantId, memberId, codeHash, usedAt: null, replacedAt: null },
          data: { usedAt: now() },
        });
  if (count === 0) return await wrong(tx, caller, target, "recovery-code");
  await clearWrong(tx, caller, target);
  await announce(tx, caller, { kind: "recovery-code.used", to: { members: [memberId] } });
  return { method: "recovery-code", factorId: null };
}

/** Against the passkey that was named, or against the member where none of theirs was. */
async function judgePasskey(
  rooms: Rooms,
  tx: Tx,
  prover: Prover,
  { challenge, answer }: Extract<Proof, { method: "passkey" }>,
): Promise<Proven | Refused> {
  const { caller, place } = prover;
  const { tenantId, memberId } = caller;
  const none = { factorId: null, bucket: `passkey:${place}` };
  const held = await heldSeconds(tx, caller, none, now());
  if (held > 0) return { refused: "passkey-held", factorId: null, heldSeconds: held };
  const asked = await spendChallenge(tx, prover, challenge);
  if (asked === null) return await wrong(tx, caller, none, "passkey-challenge");
  const [row] = await tx.$queryRaw<{ id: string; public_key: Buffer; counter: bigint }[]>`
    select id::text, public_key, counter from portcullis.factors
    where tenant_id = (select portcullis.tenant_id()) and member_id = ${memberId}::uuid
      and kind = 'passkey' and credential_id = ${answer.id} and removed_at is null for update`;
  if (row === undefined) return await wrong(tx, caller, none, "passkey-unknown");
  const target = { factorId: row.id, bucket: place };
  const locked = await heldSeconds(tx, caller, target, now());
  if (locked > 0) return { refused: "passkey-held", factorId: row.id, heldSeconds: locked };
  const stored = { credentialId: answer.id, publicKey: row.public_key, counter: row.counter };
  const proven = await judgeAnswer(rooms, asked, answer, stored);
  if (proven === null) return await wrong(tx, caller, target, "passkey-answer");
  await tx.factor.updateMany({
    where: { tenantId, id: row.id },
    data: { ...proven, lastUsedAt: now() },
  });
  await clearWrong(tx, caller, target);
  await clearWrong(tx, caller, none);
  return { method: "passkey", factorId: row.id };
}
