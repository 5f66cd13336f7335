import { makeToken, parseToken } from "@/lib/crypto";
import type { Tx } from "@/lib/db";
import { newId, now, type Secret } from "@/lib/kernel";
import { DEVICE_SECONDS } from "./limits";

export type KnownDevice = { readonly id: string; readonly trustedAt: Date | null };

/**
 * The browser by the token it holds, if this member has proven a factor in it and has not ended it
 * since. Another member's browser is unknown, in the same organisation too.
 */
export async function knownDevice(
  tx: Tx,
  tenantId: string,
  memberId: string,
  token: string | undefined,
): Promise<KnownDevice | null> {
  const parsed = token === undefined ? null : parseToken(token, "pcb");
  if (parsed === null) return null;
  return await tx.memberDevice.findFirst({
    where: {
      tenantId,
      memberId,
      tokenHash: new Uint8Array(parsed.hash),
      revokedAt: null,
      expiresAt: { gt: now() },
    },
    select: { id: true, trustedAt: true },
  });
}

type Noted = {
  readonly tenantId: string;
  readonly memberId: string;
  readonly device: KnownDevice | null;
  /** Days for which it is trusted from now on; 0 is not. */
  readonly trustDays: number;
  readonly userAgent: string | null;
  readonly address: string | null;
};

/** Keeps that a factor was proven in a browser, and gives the token of one that was not known. */
export async function noteDevice(
  tx: Tx,
  { tenantId, memberId, device, trustDays, userAgent, address }: Noted,
): Promise<{ readonly id: string; readonly token: Secret | null }> {
  const at = now();
  const trusted =
    trustDays > 0
      ? { trustedAt: at, trustedUntil: new Date(at.getTime() + trustDays * 86_400_000) }
      : {};
  const used = { lastUsedAt: at, expiresAt: new Date(at.getTime() + DEVICE_SECONDS * 1000) };
  if (device !== null) {
    await tx.memberDevice.updateMany({
      where: { tenantId, id: device.id },
      data: { ...used, ...trusted },
    });
    return { id: device.id, token: null };
  }
  const id = newId();
  const { token, hash } = makeToken("pcb");
  await tx.memberDevice.create({
    data: {
      ...{ tenantId, id, memberId, tokenHash: new Uint8Array(hash), userAgent, address },
      ...used,
      ...trusted,
    },
  });
  return { id, token };
}

/**
 * Ends every browser that a member of the transaction's tenant is known by, and every sign-in of theirs
 * that waits: whoever loses their access finds no part of it again.
 */
export async function endBrowsers(tx: Tx, memberIds: readonly string[]): Promise<void> {
  const memberId = { in: [...memberIds] };
  await tx.memberDevice.updateMany({
    where: { memberId, revokedAt: null },
    data: { revokedAt: now() },
  });
  await tx.secondStep.updateMany({ where: { memberId, endedAt: null }, data: { endedAt: now() } });
}
