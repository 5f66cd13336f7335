import { policyOf } from "@/lib/access";
import { type Database, withTenant } from "@/lib/db";
import { log, now } from "@/lib/kernel";
import { appendEntries } from "@/lib/ledger";
import type { Client, ClientChange } from "./judge-client";
import type { SessionCaller } from "./session-caller";
import { shownAgent } from "./start-session";

/**
 * A session has appeared elsewhere than where it began. By the organisation's policy it ends here and
 * now, with an entry in the ledger, and false is given; or it may move, and is from now on bound to
 * where it has gone.
 */
export async function heedClientChange(
  db: Database,
  caller: SessionCaller,
  changed: ClientChange,
  client: Client,
): Promise<boolean> {
  const { tenantId, memberId, session } = caller;
  const mayGoOn = await withTenant(db, caller, async (tx) => {
    const { document: policy } = await policyOf(tx, tenantId, "sessions");
    const ends =
      changed === "network-changed" ? policy.endOnNetworkChange : policy.endOnDeviceChange;
    if (!ends) {
      await tx.session.updateMany({
        where: { tenantId, id: session.id },
        data: {
          userAgent: shownAgent(client.userAgent),
          address: client.address?.slice(0, 64) ?? null,
        },
      });
      return true;
    }
    const { count } = await tx.session.updateMany({
      where: { tenantId, id: session.id, revokedAt: null },
      data: { revokedAt: now(), endedBecause: changed },
    });
    if (count === 0) return false;
    await appendEntries(tx, [
      {
        type: "session.ended",
        actor: caller.actor,
        action: "session.end",
        target: `session:${session.id}`,
        requestId: caller.requestId,
        source: caller.source,
        outcome: "done",
        reason: changed,
        refs: { member: memberId, session: session.id },
      },
    ]);
    return false;
  });
  if (!mayGoOn) log.warn("a session was ended where it did not begin", { reason: changed });
  return mayGoOn;
}
