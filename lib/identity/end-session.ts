import { type Database, withTenant } from "@/lib/db";
import { now } from "@/lib/kernel";
import { appendEntries } from "@/lib/ledger";
import type { SessionCaller } from "./session-caller";

/**
 * Ends the caller's own session. No permission is asked: whoever is signed in may sign out. The
 * next request under either of its tokens finds no session. Ending it twice is ending it once.
 */
export async function endSession(
  { db }: { readonly db: Database },
  caller: SessionCaller,
): Promise<void> {
  const { tenantId, memberId, session } = caller;
  await withTenant(db, caller, async (tx) => {
    const { count } = await tx.session.updateMany({
      where: { tenantId, id: session.id, revokedAt: null },
      data: { revokedAt: now() },
    });
    if (count === 0) return;
    await appendEntries(tx, [
      {
        type: "session.ended",
        actor: caller.actor,
        action: "session.end",
        target: `session:${session.id}`,
        requestId: caller.requestId,
        source: caller.source,
        outcome: "done",
        refs: { member: memberId, session: session.id },
      },
    ]);
  });
}
