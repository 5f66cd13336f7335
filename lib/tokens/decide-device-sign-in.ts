import { changeOwn, lockCaller, requireStepUp } from "@/lib/access";
import { type Database, withTenant } from "@/lib/db";
import type { SessionCaller } from "@/lib/identity";
import { now, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { readUserCode } from "./user-code";

/** A sign-in that waits, as the person who is to approve it sees it. */
export type WaitingSignIn = {
  readonly userCode: string;
  /** What the client calls itself: its own word. */
  readonly client: string;
  readonly userAgent: string | null;
  readonly address: string | null;
  readonly createdAt: string;
  readonly expiresAt: string;
};

/** The sign-in that waits under a code in the caller's organisation, or null. */
export async function findDeviceSignIn(
  { db }: { readonly db: Database },
  caller: SessionCaller,
  text: string,
): Promise<WaitingSignIn | null> {
  const userCode = readUserCode(text);
  if (userCode === null) return null;
  const row = await withTenant(db, caller, (tx) =>
    tx.deviceCode.findFirst({
      where: { tenantId: caller.tenantId, userCode, state: "waiting", expiresAt: { gt: now() } },
    }),
  );
  if (row === null) return null;
  const { client, userAgent, address } = row;
  const [createdAt, expiresAt] = [row.createdAt.toISOString(), row.expiresAt.toISOString()];
  return { userCode, client, userAgent, address, createdAt, expiresAt };
}

/**
 * Approves or refuses a sign-in that waits. Only from a browser's session: a client that has come in
 * lets no other one in, or ending its session would not end what it began. Approving asks for a fresh
 * proof, or a browser's session that was taken over would become one that outlives it; refusing never waits.
 *
 * @throws Problem `not_found` if none waits under the code; `forbidden` for a client's own session;
 * `step_up_required` where one waits and the proof is too old.
 */
export async function decideDeviceSignIn(
  { db }: { readonly db: Database },
  caller: SessionCaller,
  text: string,
  decision: "approved" | "refused",
): Promise<{ readonly receipt: Receipt }> {
  if (caller.session.kind !== "browser")
    throw new Problem("forbidden", { detail: "Approve this in a browser that is signed in." });
  const userCode = readUserCode(text);
  const { tenantId, memberId, session } = caller;
  const { receipt } = await changeOwn(db, caller, async (tx) => {
    await lockCaller(tx, caller);
    const { count } =
      userCode === null
        ? { count: 0 }
        : await tx.deviceCode.updateMany({
            where: { tenantId, userCode, state: "waiting", expiresAt: { gt: now() } },
            data: { state: decision, decidedAt: now(), memberId, sessionId: session.id },
          });
    if (count === 0) throw new Problem("not_found");
    if (decision === "approved") await requireStepUp(tx, caller, "device.approve");
    return {
      result: undefined,
      entry: {
        type: decision === "approved" ? "device.approved" : "device.refused",
        action: decision === "approved" ? "device.approve" : "device.refuse",
        target: `member:${memberId}`,
        outcome: "done",
        refs: { member: memberId, session: session.id },
      },
    };
  });
  return { receipt };
}
