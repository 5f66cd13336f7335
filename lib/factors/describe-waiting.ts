import { withTenant } from "@/lib/db";
import type { WaitingSignIn } from "@/lib/identity";
import type { Rooms } from "./prover";

export type WaitingView = {
  /** What would do; with nothing in it the member has no factor yet, and makes one. */
  readonly methods: readonly ("totp" | "passkey" | "recovery-code")[];
  /** For how many days this browser may be trusted; 0 is not. */
  readonly trustDays: number;
};

/** What a sign-in that waits may be made whole with. */
export async function describeWaiting(
  { db }: Pick<Rooms, "db">,
  { caller, policy }: WaitingSignIn,
): Promise<WaitingView> {
  const { tenantId, memberId } = caller;
  return await withTenant(db, caller, async (tx) => {
    const mine = { tenantId, memberId };
    const factors = await tx.factor.findMany({
      where: { ...mine, confirmedAt: { not: null }, removedAt: null },
      select: { kind: true },
    });
    const codes = await tx.spareCode.count({ where: { ...mine, usedAt: null, replacedAt: null } });
    const has = (kind: string) => factors.some((factor) => factor.kind === kind);
    const methods = [
      ...(has("passkey") ? (["passkey"] as const) : []),
      ...(has("totp") ? (["totp"] as const) : []),
      ...(factors.length > 0 && codes > 0 ? (["recovery-code"] as const) : []),
    ];
    return { methods, trustDays: policy.trustDays };
  });
}
