import type { Identity } from "@/lib/db";
import type { GrantRoute } from "@/lib/servers";
import type { Place } from "@/lib/vault";

/** As whom the sessions of a grant are read and written. */
export function identityOf(grant: GrantRoute, requestId: string): Identity {
  return {
    tenantId: grant.tenantId,
    workspaceIds: [grant.workspaceId],
    subject: `grant:${grant.grantId}`,
    requestId,
  };
}

/** Where the upstream's session of one of ours is sealed. */
export function placeOf(grant: GrantRoute, sessionId: string): Place {
  return {
    workspaceId: grant.workspaceId,
    purpose: "sessions",
    table: "mcp_sessions",
    record: sessionId,
    field: "upstream_session",
  };
}
