import type { Database } from "@/lib/db";
import {
  resolveClientSessionCaller,
  type SessionCaller,
  type SessionRequest,
} from "@/lib/identity";
import type { SigningKeys } from "./signing-keys";

/**
 * The member behind an access token, or null. The signature says that we gave it; the session's row,
 * read on every request, says whether it still stands. What they may do is what they may now, and no
 * more than what the token says.
 *
 * @throws Problem `unavailable` if the database cannot be asked: the answer is then no.
 */
export async function resolveTokenCaller(
  rooms: { readonly db: Database; readonly signing: SigningKeys },
  token: string,
  request: SessionRequest,
): Promise<SessionCaller | null> {
  const claims = await rooms.signing.verify(token);
  if (claims === null) return null;
  const named = { tenantId: claims.tenant_id, sessionId: claims.sid };
  const caller = await resolveClientSessionCaller(rooms, named, request);
  if (caller === null || caller.actor !== claims.sub) return null;
  const told = new Set(claims.caps);
  const says = (permission: string) => told.has("admin:all") || told.has(permission);
  const inWorkspaces = new Set(claims.workspace_ids);
  return {
    ...caller,
    permissions: new Set([...caller.permissions].filter(says)),
    workspaceIds: caller.workspaceIds.filter((id) => inWorkspaces.has(id)),
  };
}
