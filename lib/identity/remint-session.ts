import { makeToken, parseToken } from "@/lib/crypto";
import { type Database, withTenant } from "@/lib/db";
import { now, type Secret } from "@/lib/kernel";
import type { SessionCaller } from "./session-caller";
import { SESSION_LIMITS } from "./session-limits";

/**
 * Replaces a session's token if it is due, and gives the new one, or null if there is nothing to
 * replace. Of requests that arrive together one gets the new token; the others go on with the old
 * one, which stays good for half a minute. Call it where a cookie can be set: in route handlers and
 * actions, never while a page renders.
 */
export async function remintSession(
  { db }: { readonly db: Database },
  caller: SessionCaller,
  token: string,
): Promise<Secret | null> {
  const current = parseToken(token, "pcs");
  if (current === null || !caller.session.remintDue) return null;
  const at = now();
  const before = new Date(at.getTime() - SESSION_LIMITS.remintSeconds * 1000);
  const minted = makeToken("pcs");
  const { count } = await withTenant(db, caller, (tx) =>
    tx.session.updateMany({
      where: {
        tenantId: caller.tenantId,
        id: caller.session.id,
        tokenHash: new Uint8Array(current.hash),
        mintedAt: { lte: before },
        revokedAt: null,
      },
      data: {
        tokenHash: new Uint8Array(minted.hash),
        previousHash: new Uint8Array(current.hash),
        previousUntil: new Date(at.getTime() + SESSION_LIMITS.graceSeconds * 1000),
        mintedAt: at,
      },
    }),
  );
  return count === 1 ? minted.token : null;
}
