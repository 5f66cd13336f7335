import { makeToken } from "@/lib/crypto";
import type { Tx } from "@/lib/db";
import { newId, now, type Secret } from "@/lib/kernel";
import { absoluteLimit, idleLimit } from "./session-limits";

export type NewSession = {
  readonly tenantId: string;
  readonly memberId: string;
  readonly userAgent: string | null;
  readonly address: string | null;
  /** The connection it came through, which ends it when it is turned off; null for another way in. */
  readonly connectionId?: string | null;
};

/**
 * A session for a member who has just signed in, always under a new token. Part of the caller's
 * transaction, so that a session without its ledger entry cannot be.
 */
export async function startSession(
  tx: Tx,
  input: NewSession,
): Promise<{ readonly id: string; readonly token: Secret }> {
  const at = now();
  const id = newId();
  const { token, hash } = makeToken("pcs");
  const expiresAt = absoluteLimit(at);
  await tx.session.create({
    data: {
      tenantId: input.tenantId,
      id,
      memberId: input.memberId,
      tokenHash: new Uint8Array(hash),
      createdAt: at,
      mintedAt: at,
      seenAt: at,
      idleExpiresAt: idleLimit(at, expiresAt),
      expiresAt,
      userAgent: input.userAgent?.replace(/\p{Cc}/gu, "").slice(0, 400) || null,
      address: input.address?.slice(0, 64) || null,
      connectionId: input.connectionId ?? null,
    },
  });
  return { id, token };
}
