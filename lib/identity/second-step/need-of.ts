import { policyOf } from "@/lib/access";
import type { Tx } from "@/lib/db";
import { now } from "@/lib/kernel";
import { countFactors } from "./count-factors";
import { judgeSecondStep, type SecondStepNeed } from "./judge-second-step";
import { knownDevice } from "./known-device";

/** What a sign-in of this member still lacks before it may be a session, whichever way they came. */
export async function secondStepNeed(
  tx: Tx,
  tenantId: string,
  memberId: string,
  deviceToken: string | undefined,
): Promise<SecondStepNeed> {
  const member = await tx.member.findUnique({
    where: { tenantId_id: { tenantId, id: memberId } },
    select: { role: true, customRole: true },
  });
  const device = await knownDevice(tx, tenantId, memberId, deviceToken);
  return judgeSecondStep({
    policy: (await policyOf(tx, tenantId, "mfa")).document,
    role: member?.customRole ?? member?.role ?? "",
    factors: await countFactors(tx, tenantId, memberId),
    trustedAt: device?.trustedAt ?? null,
    at: now(),
  });
}
