import { standingOf } from "@/lib/access";
import { parseToken } from "@/lib/crypto";
import { type Database, resolveSession, type SessionRow, withTenant } from "@/lib/db";
import { now } from "@/lib/kernel";
import type { SessionCaller } from "./session-caller";
import { idleLimit, remintIsDue, touchIsDue } from "./session-limits";

/**
 * The member behind a session cookie, or null. The row is read on every request together with the
 * member as it is now: an ended session, a removed member and a changed role take effect at once.
 *
 * @throws Problem `unavailable` if the database cannot be asked: the answer is then no.
 */
export async function resolveSessionCaller(
  { db }: { readonly db: Database },
  token: string | undefined,
  request: { readonly requestId: string; readonly source: "console" | "api" },
): Promise<SessionCaller | null> {
  const parsed = token === undefined ? null : parseToken(token, "pcs");
  if (parsed === null) return null;
  const row = await resolveSession(db, parsed.hash);
  if (row === null) return null;
  const { requestId } = request;
  const standing = await standingOf(db, { tenantId: row.tenant_id, requestId }, row.member_id);
  if (standing === null) return null;
  const at = now();
  const actor = `member:${row.member_id}`;
  const caller: SessionCaller = {
    kind: "member",
    actor,
    subject: actor,
    name: row.name,
    tenantId: row.tenant_id,
    workspaceIds: standing.workspaceIds,
    requestId,
    role: standing.role,
    customRole: standing.customRole,
    permissions: standing.permissions,
    source: request.source,
    memberId: row.member_id,
    email: row.email,
    tenant: { slug: row.tenant_slug, name: row.tenant_name },
    session: {
      id: row.session_id,
      expiresAt: row.expires_at,
      remintDue: row.current_token && remintIsDue({ mintedAt: row.minted_at }, at),
    },
  };
  if (touchIsDue({ seenAt: row.seen_at }, at)) await noteUse(db, caller, row, at);
  return caller;
}

/** Moves the idle limit on. Two requests at once may both do it; the later time wins either way. */
async function noteUse(
  db: Database,
  caller: SessionCaller,
  row: SessionRow,
  at: Date,
): Promise<void> {
  await withTenant(db, caller, (tx) =>
    tx.session.updateMany({
      where: { tenantId: caller.tenantId, id: row.session_id, seenAt: { lt: at } },
      data: { seenAt: at, idleExpiresAt: idleLimit(at, row.expires_at) },
    }),
  );
}
