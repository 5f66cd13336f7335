import { type ChangeEntry, changeOwn, requireStepUp } from "@/lib/access";
import type { Tx } from "@/lib/db";
import { countFactors, type SessionCaller } from "@/lib/identity";
import { newId, now, Problem, Secret } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { lockSelf } from "./lock-self";
import type { Rooms } from "./prover";
import { hashRecoveryCode, newRecoveryCodes } from "./recovery-code";

type Made = { readonly id: string; readonly codes: readonly Secret[]; readonly receipt: Receipt };

/**
 * A new set of the caller's own recovery codes, in place of what was left of the one before.
 *
 * @throws Problem `conflict` for who has no factor to recover from; `step_up_required`.
 */
export async function makeRecoveryCodes(
  { db }: Pick<Rooms, "db">,
  caller: SessionCaller,
): Promise<Made> {
  const { tenantId, memberId } = caller;
  const { result, receipt } = await changeOwn(db, caller, async (tx) => {
    await lockSelf(tx, caller);
    if ((await countFactors(tx, tenantId, memberId)) === 0)
      throw new Problem("conflict", {
        detail: "Recovery codes stand in for a factor, and you have none yet.",
      });
    await requireStepUp(tx, caller, "factors.change");
    const set = await putRecoveryCodes(tx, tenantId, memberId);
    return { result: set, entry: set.entry };
  });
  return { id: result.id, codes: result.codes, receipt };
}

/** Puts a new set in place of the one before; part of the caller's transaction. */
export async function putRecoveryCodes(tx: Tx, tenantId: string, memberId: string) {
  await tx.spareCode.updateMany({
    where: { tenantId, memberId, usedAt: null, replacedAt: null },
    data: { replacedAt: now() },
  });
  const codes = newRecoveryCodes();
  const id = newId();
  await tx.spareCode.createMany({
    data: codes.flatMap((code) => {
      const codeHash = hashRecoveryCode(memberId, code);
      return codeHash === null ? [] : [{ tenantId, id: newId(), memberId, codeHash }];
    }),
  });
  const entry: ChangeEntry = {
    type: "recovery-codes.made",
    action: "recovery-codes.make",
    target: `member:${memberId}`,
    outcome: "done",
    refs: { member: memberId },
  };
  return { id, codes: codes.map((code) => new Secret(code)), entry };
}
