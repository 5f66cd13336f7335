import { policyOf } from "@/lib/access";
import type { Tx } from "@/lib/db";
import { now } from "@/lib/kernel";
import { countFactors } from "./count-factors";
import { judgeSecondStep, type SecondStepNeed } from "./judge-second-step";
import { knownDevice } from "./known-device";

/**
 * What a sign-in of this member still lacks before it may be a session, whichever way they came, and
 * whether it lacks nothing because they trust the browser.
 */
export async function secondStepNeed(
  tx: Tx,
  tenantId: string,
  memberId: string,
  deviceToken: string | undefined,
): Promise<{ readonly need: SecondStepNeed; readonly trusted: boolean }> {
  const member = await tx.member.findUnique({
    where: { tenantId_id: { tenantId, id: memberId } },
    select: { role: true, customRole: true },
  });
  const device = await knownDevice(tx, tenantId, memberId, deviceToken);
  const factors = await countFactors(tx, tenantId, memberId);
  const need = judgeSecondStep({
    policy: (await policyOf(tx, tenantId, "mfa")).document,
    role: member?.customRole ?? member?.role ?? "",
    factors,
    trustedAt: device?.trustedAt ?? null,
    at: now(),
  });
  return { need, trusted: need === "nothing" && factors > 0 };
}
