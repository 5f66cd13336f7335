import { log } from "@/lib/kernel";
import type { GrantRoute } from "@/lib/servers";

/** When a session was last used is known to a minute; more would be a write a call. */
const EVERY_MILLISECONDS = 60_000;
const MAX_NOTED = 10_000;

/**
 * Notes that sessions are used, beside the call and at most once a minute for each. What cannot be
 * noted is left: at worst a session is taken for idle a minute early.
 */
export function sessionUseNotes(
  write: (grant: GrantRoute, session: { readonly id: string }) => Promise<unknown>,
): (grant: GrantRoute, session: { readonly id: string }) => void {
  const notedAt = new Map<string, number>();
  return (grant, session) => {
    const at = performance.now();
    const last = notedAt.get(session.id);
    if (last !== undefined && at - last < EVERY_MILLISECONDS) return;
    if (notedAt.size >= MAX_NOTED) notedAt.clear();
    notedAt.set(session.id, at);
    write(grant, session).catch((error: unknown) => {
      notedAt.delete(session.id);
      log.warn("a session's use could not be noted", { grant: grant.grantId, error });
    });
  };
}
