import { policyOf } from "@/lib/access";
import { makeToken } from "@/lib/crypto";
import type { Tx } from "@/lib/db";
import { newId, now, Problem, type Secret } from "@/lib/kernel";
import { absoluteLimit, idleLimit, type SessionKind } from "./session-limits";

export type NewSession = {
  readonly tenantId: string;
  readonly memberId: string;
  readonly userAgent: string | null;
  readonly address: string | null;
  /** The connection it came through, which ends it when it is turned off; null for another way in. */
  readonly connectionId?: string | null;
  /** How they proved who they are (RFC 8176); `sso` for the organisation's own sign-in. */
  readonly amr?: readonly string[];
  /** The second factor that was proven on the way in, if one was. */
  readonly factor?: SessionFactor;
  /**
   * When the person was authenticated where they came from; null where nobody says, so that it is no
   * proof. Left out, it was now: by what was proven here.
   */
  readonly authenticatedAt?: Date | null;
  /** Whether a browser that the member trusts stood in for a second factor. */
  readonly trustedBrowser?: boolean;
};

export type SessionFactor = "totp" | "passkey" | "recovery-code";

/**
 * A browser's session for a member who has just signed in, always under a new token. Part of the
 * caller's transaction, so that a session without its ledger entry cannot be.
 */
export async function startSession(
  tx: Tx,
  input: NewSession,
): Promise<{ readonly id: string; readonly token: Secret }> {
  const { token, hash } = makeToken("pcs");
  const id = await insertSession(tx, "browser", input, { tokenHash: new Uint8Array(hash) });
  return { id, token };
}

/** The same for a client, which calls itself by a name and has no cookie: it holds refresh tokens. */
export async function startClientSession(
  tx: Tx,
  input: NewSession & { readonly client: string },
): Promise<string> {
  return await insertSession(tx, "client", input, { client: input.client });
}

async function insertSession(
  tx: Tx,
  kind: SessionKind,
  {
    tenantId,
    memberId,
    userAgent,
    address,
    connectionId,
    amr = ["sso"],
    factor,
    ...rest
  }: NewSession,
  own: { readonly tokenHash: Uint8Array<ArrayBuffer> } | { readonly client: string },
): Promise<string> {
  const at = now();
  const id = newId();
  const { authenticatedAt = at, trustedBrowser = false } = rest;
  await refuseSuspended(tx, tenantId);
  const { document: policy } = await policyOf(tx, tenantId, "sessions");
  const expiresAt = absoluteLimit(policy, kind, at);
  await tx.session.create({
    data: {
      ...{ tenantId, id, memberId, kind, ...own, amr: [...amr] },
      ...{ createdAt: at, mintedAt: at, seenAt: at },
      idleExpiresAt: idleLimit(policy, kind, at, expiresAt),
      expiresAt,
      userAgent: shownAgent(userAgent),
      address: address?.slice(0, 64) || null,
      connectionId: connectionId ?? null,
      ...{ authenticatedAt, trustedBrowser },
      ...(factor === undefined ? {} : { factor, factorAt: at }),
    },
  });
  return id;
}

/** What a client calls itself, fit to be kept and shown. */
export function shownAgent(userAgent: string | null): string | null {
  return userAgent?.replace(/\p{Cc}/gu, "").slice(0, 400) || null;
}

/** What was begun before the operator closed the doors is not finished behind them. */
async function refuseSuspended(tx: Tx, tenantId: string): Promise<void> {
  const tenant = await tx.tenant.findUnique({ where: { tenantId }, select: { status: true } });
  if (tenant?.status === "active") return;
  throw new Problem("sign_in_failed", { internal: "the organisation is not active" });
}
