import { type ChangeEntry, changeOwn, policyOf, requireStepUp } from "@/lib/access";
import { countFactors, endWhatHungOn, isRequired, type SessionCaller } from "@/lib/identity";
import { isId, now, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { announce } from "@/lib/notices";
import { lockSelf } from "./lock-self";
import type { Rooms } from "./prover";

/**
 * Takes one of the caller's own factors away. With the last one the recovery codes and the browsers that
 * were known by it end too; where the organisation demands a factor, the last one stays.
 *
 * @throws Problem `factor_needed`, `not_found`, `step_up_required`.
 */
export async function removeFactor(
  { db }: Pick<Rooms, "db">,
  caller: SessionCaller,
  id: string,
): Promise<{ readonly receipt: Receipt }> {
  const { tenantId, memberId } = caller;
  const { receipt } = await changeOwn(db, caller, async (tx) => {
    await lockSelf(tx, caller);
    if (!isId(id)) throw new Problem("not_found");
    const where = { tenantId, id, memberId, confirmedAt: { not: null }, removedAt: null };
    const factor = await tx.factor.findFirst({ where });
    if (factor === null) throw new Problem("not_found");
    await requireStepUp(tx, caller, "factors.change");
    const last = (await countFactors(tx, tenantId, memberId)) === 1;
    const policy = (await policyOf(tx, tenantId, "mfa")).document;
    if (last && isRequired(policy, caller.customRole?.id ?? caller.role ?? ""))
      throw new Problem("factor_needed");
    await tx.factor.updateMany({ where, data: { removedAt: now() } });
    if (last) await endWhatHungOn(tx, tenantId, memberId);
    const to = { members: [memberId] };
    await announce(tx, caller, { kind: "factor.removed", to, refs: { factor: id } });
    return { result: undefined, entry: removed(memberId, id, factor.kind) };
  });
  return { receipt };
}

function removed(member: string, factor: string, kind: string): ChangeEntry {
  return {
    type: "factor.removed",
    action: "factor.remove",
    target: `factor:${factor}`,
    outcome: "done",
    reason: `kind:${kind}`,
    refs: { member, factor },
  };
}
