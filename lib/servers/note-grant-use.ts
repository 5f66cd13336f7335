import { type Database, lastUseNotes } from "@/lib/db";
import { newId } from "@/lib/kernel";
import type { GrantRoute } from "./route";

/** Notes that a grant was used: beside the call, to the minute. */
export function grantUseNotes(db: Database): (grant: GrantRoute) => void {
  const note = lastUseNotes(db, "grants");
  return ({ grantId, tenantId, workspaceId }) =>
    note({
      id: grantId,
      identity: {
        tenantId,
        workspaceIds: [workspaceId],
        subject: `grant:${grantId}`,
        requestId: newId(),
      },
    });
}
