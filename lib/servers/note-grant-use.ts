import { type Database, withTenantPg } from "@/lib/db";
import { log, newId } from "@/lib/kernel";
import type { GrantRoute } from "./route";

/** A grant's last use is known to the minute; more would be a write a call. */
const EVERY_MILLISECONDS = 60_000;
const MAX_NOTED = 10_000;

/**
 * Notes that a grant was used, beside the call and at most once a minute for each grant. What cannot
 * be noted is left: no call waits for it or fails by it.
 */
export function grantUseNotes(db: Database): (grant: GrantRoute) => void {
  const notedAt = new Map<string, number>();
  return (grant) => {
    const at = performance.now();
    if (at - (notedAt.get(grant.grantId) ?? Number.NEGATIVE_INFINITY) < EVERY_MILLISECONDS) return;
    if (notedAt.size >= MAX_NOTED) notedAt.clear();
    notedAt.set(grant.grantId, at);
    const identity = {
      tenantId: grant.tenantId,
      workspaceIds: [grant.workspaceId],
      subject: `grant:${grant.grantId}`,
      requestId: newId(),
    };
    withTenantPg(db, identity, (client) =>
      client.query({
        name: "note_grant_use",
        text: `update portcullis.grants set last_used_at = now()
          where tenant_id = $1 and id = $2 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
        values: [grant.tenantId, grant.grantId],
      }),
    ).catch((error: unknown) => {
      notedAt.delete(grant.grantId);
      log.warn("a grant's use could not be noted", { grant: grant.grantId, error });
    });
  };
}
