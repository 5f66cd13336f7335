import { type Caller, policyOf, read } from "@/lib/access";
import { type Tx, withTenant } from "@/lib/db";
import { isRequired, type SessionCaller } from "@/lib/identity";
import { isId, now, Problem, type Shown } from "@/lib/kernel";
import type { factorsViewSchema } from "./factor.schema";
import type { Rooms } from "./prover";

export type FactorsView = Shown<typeof factorsViewSchema>;

/** The caller's own factors, recovery codes that are left, and browsers that are known. */
export async function listOwnFactors(
  { db }: Pick<Rooms, "db">,
  caller: SessionCaller,
): Promise<FactorsView> {
  const { tenantId, memberId } = caller;
  return await withTenant(db, caller, (tx) =>
    view(tx, tenantId, memberId, caller.customRole?.id ?? caller.role ?? ""),
  );
}

/** The same of any member, for who may see members. `not_found` for another tenant's as for none. */
export async function listFactorsOf(
  { db }: Pick<Rooms, "db">,
  caller: Caller,
  memberId: string,
): Promise<FactorsView> {
  return await read(db, caller, "members:read", async (tx) => {
    const { tenantId } = caller;
    const member = isId(memberId)
      ? await tx.member.findUnique({ where: { tenantId_id: { tenantId, id: memberId } } })
      : null;
    if (member === null) throw new Problem("not_found");
    return await view(tx, tenantId, memberId, member.customRole ?? member.role);
  });
}

async function view(
  tx: Tx,
  tenantId: string,
  memberId: string,
  role: string,
): Promise<FactorsView> {
  const mine = { tenantId, memberId };
  const at = now();
  const policy = (await policyOf(tx, tenantId, "mfa")).document;
  const factors = await tx.factor.findMany({
    where: { ...mine, confirmedAt: { not: null }, removedAt: null },
    orderBy: { id: "asc" },
  });
  const devices = await tx.memberDevice.findMany({
    where: { ...mine, revokedAt: null, expiresAt: { gt: at } },
    orderBy: { lastUsedAt: "desc" },
    take: 50,
  });
  const recoveryCodes = await tx.spareCode.count({
    where: { ...mine, usedAt: null, replacedAt: null },
  });
  return {
    factors: factors.map((factor) => ({
      id: factor.id,
      kind: factor.kind === "totp" ? ("totp" as const) : ("passkey" as const),
      name: factor.name,
      createdAt: factor.createdAt.toISOString(),
      lastUsedAt: factor.lastUsedAt?.toISOString() ?? null,
      backedUp: factor.backedUp,
    })),
    recoveryCodes,
    devices: devices.map((device) => ({
      id: device.id,
      userAgent: device.userAgent,
      address: device.address,
      createdAt: device.createdAt.toISOString(),
      lastUsedAt: device.lastUsedAt.toISOString(),
      trustedUntil: trustedUntil(device.trustedAt, policy.trustDays, at)?.toISOString() ?? null,
    })),
    required: isRequired(policy, role),
  };
}

/** By what policy says today: whoever shortens the time shortens it for browsers trusted before. */
function trustedUntil(trustedAt: Date | null, days: number, at: Date): Date | null {
  if (trustedAt === null || days === 0) return null;
  const until = new Date(trustedAt.getTime() + days * 86_400_000);
  return until > at ? until : null;
}
