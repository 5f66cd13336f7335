import { systemCaller } from "@/lib/access";
import { type Database, type Tx, withTenant } from "@/lib/db";
import { log, type Secret } from "@/lib/kernel";
import { appendEntries } from "@/lib/ledger";
import { admitPerson } from "./admit-person";
import { awaited } from "./awaited";
import type { BrokerProfile } from "./broker-flow";
import type { ConnectionRow } from "./connections/connection-row";
import { holdConnection } from "./connections/hold-connection";
import { beginSecondStep } from "./second-step/begin-second-step";
import { secondStepNeed } from "./second-step/need-of";
import type { SignInState } from "./sign-in-state";
import { startSession } from "./start-session";
import { type SignInReason, writeTrace } from "./traces";

/** Why a sign-in was refused. The person is told one thing for all; ledger and trace keep the reason. */
export type SignInRefusal = SignInReason;

export type SignInResult =
  | {
      readonly ok: true;
      /** What the token opens: the console, or only the second step of this very sign-in. */
      readonly opens: "session" | "second-step";
      readonly token: Secret;
      readonly memberId: string;
    }
  | { readonly ok: false; readonly reason: SignInRefusal };

export type SignInInput = {
  /** What the sign-in was begun for, from the signed cookie. */
  readonly state: SignInState;
  /** What the broker vouches for, or null if the provider or the broker refused. */
  readonly profile: BrokerProfile | null;
  readonly userAgent: string | null;
  readonly address: string | null;
  readonly requestId: string;
  /** What this browser is known by, from its cookie. */
  readonly deviceToken?: string | undefined;
};

type Refused = { readonly reason: SignInRefusal; readonly facts: Readonly<Record<string, string>> };

/**
 * Turns a provider's answer into a session, or into a sign-in that waits for its second step. The tenant must be the one that the signed state named and
 * the broker vouches for, and the connection one that is in use there; the person is known by
 * (connection, subject) in that tenant, or admitted by the connection's own rules. The session, or the
 * refusal, and its ledger entry are one transaction.
 */
export async function completeSignIn(
  { db }: { readonly db: Database },
  input: SignInInput,
): Promise<SignInResult> {
  const { state, profile, requestId } = input;
  const { tenantId } = state;
  const caller = {
    ...systemCaller("sign-in", { tenantId, workspaceIds: [] }, "console"),
    requestId,
  };
  const said = { requestId, source: "console", outcome: "done" } as const;
  const result = await withTenant(db, caller, async (tx): Promise<SignInResult> => {
    const through = await connectionOf(tx, state, profile);
    const found =
      "reason" in through ? through : await admitPerson(tx, through.row, through.profile);
    if ("reason" in found) {
      await writeTrace(tx, {
        ...{ tenantId, connection: state.connection, reason: found.reason, requestId },
        asserted: profile?.claims.email ?? profile?.subject ?? null,
        facts: found.facts,
      });
      await appendEntries(tx, [refusal(caller.actor, input, found.reason)]);
      return { ok: false, reason: found.reason };
    }
    const { memberId, entry } = found;
    const connectionId = "row" in through ? through.row.id : null;
    const { userAgent, address } = input;
    const coming = { tenantId, memberId, userAgent, address, connectionId };
    const admitted = entry === null ? [] : [{ ...entry, ...said }];
    const { need, trusted } = await secondStepNeed(tx, tenantId, memberId, input.deviceToken);
    if (need !== "nothing") {
      const token = await beginSecondStep(tx, { ...coming, next: state.next });
      await appendEntries(tx, [...admitted, { ...said, ...awaited(memberId) }]);
      return { ok: true, opens: "second-step", token, memberId };
    }
    const authenticatedAt = "profile" in through ? through.profile.authenticatedAt : null;
    const session = await startSession(tx, {
      ...{ ...coming, authenticatedAt, trustedBrowser: trusted },
    });
    await appendEntries(tx, [
      ...admitted,
      {
        ...said,
        type: "session.started",
        actor: `member:${memberId}`,
        action: "session.start",
        target: `session:${session.id}`,
        refs: {
          ...{ member: memberId, session: session.id },
          ...(connectionId === null ? {} : { connection: connectionId }),
        },
      },
    ]);
    return { ok: true, opens: "session", token: session.token, memberId };
  });
  if (!result.ok) log.warn("sign-in refused", { tenant: state.slug, reason: result.reason });
  return result;
}

/** The connection that somebody comes in through, if what is vouched for is of it and it is in use. */
async function connectionOf(
  tx: Tx,
  state: SignInState,
  profile: BrokerProfile | null,
): Promise<{ readonly row: ConnectionRow; readonly profile: BrokerProfile } | Refused> {
  if (profile === null) return { reason: "answer-refused", facts: {} };
  if (profile.tenantId !== state.tenantId || profile.connection !== state.connection) {
    return { reason: "tenant-mismatch", facts: {} };
  }
  const held = await holdConnection(tx, state.tenantId, { brokerId: profile.connection });
  if (held === null) return { reason: "unknown-connection", facts: {} };
  const { row, refusal } = held;
  return refusal === null ? { row, profile } : { reason: refusal, facts: { connection: row.name } };
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
