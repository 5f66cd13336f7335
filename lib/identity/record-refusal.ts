import { systemCaller } from "@/lib/access";
import { type Database, withTenant } from "@/lib/db";
import { log, now } from "@/lib/kernel";
import { appendEntries } from "@/lib/ledger";
import type { OidcRefusal } from "./oidc/refusals";
import type { SamlRefusal } from "./saml/refusals";
import { noteTrace, type SignInReason, writeTrace } from "./traces";

export type RefusedSignIn = {
  readonly tenantId: string;
  readonly requestId: string;
  readonly reason: SignInReason | SamlRefusal | OidcRefusal;
  /** The connection whose request was answered; null where no request waited for the answer. */
  readonly connection: string | null;
  /** What was found, for whoever looks after the connection. Never a token, a code or a key. */
  readonly found?: string;
};

/** How many answers that nobody asked for are noted for one tenant in a minute, by one process. */
const UNINVITED_A_MINUTE = 20;
const uninvited = new Map<string, { minute: number; count: number }>();

/**
 * Records that a sign-in was refused before it came to its end: in the ledger, and in plain words
 * among the traces. What answers no request of ours anybody may send, as often as they like: that
 * stays out of the ledger, and fills the traces no faster than people can read them.
 */
export async function recordRefusal(
  rooms: { readonly db: Database },
  { tenantId, requestId, reason, connection, found }: RefusedSignIn,
): Promise<void> {
  log.warn("sign-in refused", { tenant: tenantId, reason, connection: connection ?? "none" });
  const facts: Record<string, string> = found ? { found } : {};
  const trace = { tenantId, connection, reason, facts, requestId };
  if (connection === null) {
    if (mayNote(tenantId)) await noteTrace(rooms, trace);
    return;
  }
  const caller = systemCaller("sign-in", { tenantId, workspaceIds: [] }, "console");
  await withTenant(rooms.db, { ...caller, requestId }, async (tx) => {
    await writeTrace(tx, trace);
    await appendEntries(tx, [
      {
        type: "session.refused",
        actor: caller.actor,
        action: "session.start",
        target: `tenant:${tenantId}`,
        requestId,
        source: "console",
        outcome: "refused",
        reason,
      },
    ]);
  });
}

function mayNote(tenantId: string): boolean {
  const minute = Math.floor(now().getTime() / 60_000);
  const known = uninvited.get(tenantId);
  if (known?.minute !== minute) {
    if (uninvited.size > 1000) uninvited.clear();
    uninvited.set(tenantId, { minute, count: 1 });
    return true;
  }
  known.count += 1;
  return known.count <= UNINVITED_A_MINUTE;
}
