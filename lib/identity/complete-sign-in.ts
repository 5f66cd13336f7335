import { systemCaller } from "@/lib/access";
import { type Database, type Tx, withTenant } from "@/lib/db";
import { log, type Secret } from "@/lib/kernel";
import { appendEntries } from "@/lib/ledger";
import type { BrokerProfile } from "./broker-flow";
import type { SignInState } from "./sign-in-state";
import { startSession } from "./start-session";

/** Why a sign-in was refused. The person is told one thing for all; the ledger keeps the reason. */
export type SignInRefusal =
  | "provider-refused"
  | "tenant-mismatch"
  | "unknown-identity"
  | "member-removed";

export type SignInResult =
  | { readonly ok: true; readonly token: Secret; readonly memberId: string }
  | { readonly ok: false; readonly reason: SignInRefusal };

export type SignInInput = {
  /** What the sign-in was begun for, from the signed cookie. */
  readonly state: SignInState;
  /** What the broker vouches for, or null if the provider or the broker refused. */
  readonly profile: BrokerProfile | null;
  readonly userAgent: string | null;
  readonly address: string | null;
  readonly requestId: string;
};

/**
 * Turns a provider's answer into a session. The tenant must be the one that the signed state named
 * and the broker vouches for; the person is looked up by (connection, subject) in that tenant, and
 * by nothing else. The session, or the refusal, and its ledger entry are one transaction.
 */
export async function completeSignIn(
  { db }: { readonly db: Database },
  input: SignInInput,
): Promise<SignInResult> {
  const { state, profile } = input;
  const tenantId = state.tenantId;
  const tenant = { tenantId, workspaceIds: [] };
  const caller = {
    ...systemCaller("sign-in", tenant, "console"),
    requestId: input.requestId,
  };
  const result = await withTenant(db, caller, async (tx): Promise<SignInResult> => {
    const found = await findMember(tx, state, profile);
    if ("reason" in found) {
      await appendEntries(tx, [refusal(caller.actor, input, found.reason)]);
      return { ok: false, reason: found.reason };
    }
    const { memberId } = found;
    const session = await startSession(tx, {
      tenantId,
      memberId,
      userAgent: input.userAgent,
      address: input.address,
    });
    await appendEntries(tx, [
      {
        type: "session.started",
        actor: `member:${memberId}`,
        action: "session.start",
        target: `session:${session.id}`,
        requestId: input.requestId,
        source: "console",
        outcome: "done",
        refs: { member: memberId, session: session.id },
      },
    ]);
    return { ok: true, token: session.token, memberId };
  });
  if (!result.ok) log.warn("sign-in refused", { tenant: state.slug, reason: result.reason });
  return result;
}

async function findMember(
  tx: Tx,
  state: SignInState,
  profile: BrokerProfile | null,
): Promise<{ memberId: string } | { reason: SignInRefusal }> {
  if (profile === null) return { reason: "provider-refused" };
  if (profile.tenantId !== state.tenantId || profile.connection !== state.connection) {
    return { reason: "tenant-mismatch" };
  }
  const { tenantId } = state;
  const { connection, subject } = profile;
  const identity = await tx.memberIdentity.findUnique({
    where: { tenantId_connection_subject: { tenantId, connection, subject } },
  });
  if (identity === null) return { reason: "unknown-identity" };
  const member = await tx.member.findUnique({
    where: { tenantId_id: { tenantId, id: identity.memberId } },
  });
  return member?.status === "active" ? { memberId: member.id } : { reason: "member-removed" };
}

/** Who it was stays out of the ledger: somebody who was refused is nobody we know. */
function refusal(actor: string, { state, requestId }: SignInInput, reason: SignInRefusal) {
  return {
    type: "session.refused",
    actor,
    action: "session.start",
    target: `tenant:${state.tenantId}`,
    requestId,
    source: "console",
    outcome: "refused",
    reason,
  } as const;
}
