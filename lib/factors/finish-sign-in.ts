import type { ChangeEntry, MfaPolicy } from "@/lib/access";
import type { Tx } from "@/lib/db";
import {
  holdConnection,
  type KnownDevice,
  noteDevice,
  startSession,
  type WaitingSignIn,
} from "@/lib/identity";
import { now, Problem, type Secret } from "@/lib/kernel";
import type { Proven } from "./proven";

/** What each factor is called in a token (RFC 8176). A recovery code has no name of its own there. */
const AMR = { totp: ["mfa", "otp"], passkey: ["mfa", "pop"], "recovery-code": ["mfa"] } as const;

/** What a session says of how its person proved who they are, once they proved a factor in it too. */
export function withFactor(amr: readonly string[], method: Proven["method"]): string[] {
  return [...new Set([...amr, ...AMR[method]])];
}

export type WholeSignIn = {
  readonly token: Secret;
  /** Of a browser that was not known before. */
  readonly deviceToken: Secret | null;
  readonly next: string;
};

/**
 * Makes the sign-in that waited whole, once: a session under a token that nobody had before, and the
 * browser known from now on. Part of the transaction in which the factor was proven.
 */
export async function finishSignIn(
  tx: Tx,
  { caller, device, policy }: WaitingSignIn,
  proven: Proven,
  trust: boolean,
): Promise<{
  readonly result: WholeSignIn;
  readonly entry: ChangeEntry;
  readonly also: ChangeEntry[];
}> {
  const { tenantId, memberId, step } = caller;
  const { connectionId } = step;
  const held = connectionId && (await holdConnection(tx, tenantId, { id: connectionId }));
  // It waited for its second step, and its connection lets nobody in by now.
  if (connectionId !== null && !(held && held.refusal === null)) {
    throw new Problem("unauthenticated");
  }
  const { count } = await tx.secondStep.updateMany({
    where: { tenantId, id: step.id, endedAt: null, expiresAt: { gt: now() } },
    data: { endedAt: now() },
  });
  if (count !== 1) throw new Problem("unauthenticated");
  const { userAgent, address } = step;
  const session = await startSession(tx, {
    ...{ tenantId, memberId, userAgent, address, connectionId: step.connectionId },
    factor: proven.method,
    amr: ["sso", ...AMR[proven.method]],
  });
  const days = trusting(policy, proven, trust);
  const noted = await noteDevice(tx, {
    ...{ tenantId, memberId, userAgent, address },
    ...{ device: device satisfies KnownDevice | null, trustDays: days },
  });
  return {
    result: { token: session.token, deviceToken: noted.token, next: step.next },
    entry: {
      type: "session.started",
      action: "session.start",
      target: `session:${session.id}`,
      outcome: "done",
      reason: `factor:${proven.method}`,
      refs: {
        ...{ member: memberId, session: session.id },
        ...(step.connectionId === null ? {} : { connection: step.connectionId }),
      },
    },
    also: [
      ...(proven.method === "recovery-code" ? [recoveryCodeUsed(memberId)] : []),
      ...(days > 0 ? [trusted(memberId, noted.id)] : []),
    ],
  };
}

/** A recovery code is for getting in without the factor; it makes no browser trusted. */
function trusting(policy: MfaPolicy, { method }: Proven, trust: boolean): number {
  return trust && method !== "recovery-code" ? policy.trustDays : 0;
}

/** That a code was spent, as the ledger says it. */
export function recoveryCodeUsed(member: string): ChangeEntry {
  return {
    type: "recovery-code.used",
    action: "recovery-code.use",
    target: `member:${member}`,
    outcome: "done",
    refs: { member },
  };
}

function trusted(member: string, device: string): ChangeEntry {
  return {
    type: "device.trusted",
    action: "device.trust",
    target: `device:${device}`,
    outcome: "done",
    refs: { member, device },
  };
}
