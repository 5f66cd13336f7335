import { parsePolicy, policyOf, type Standing, standingOf } from "@/lib/access";
import { parseToken } from "@/lib/crypto";
import {
  type Database,
  resolveClientSession,
  resolveSession,
  type SessionRow,
  withTenant,
} from "@/lib/db";
import { now, Problem } from "@/lib/kernel";
import { heedClientChange } from "./heed-client-change";
import { type Client, type ClientChange, clientChange } from "./judge-client";
import { lacksFactor } from "./second-step/judge-standing";
import type { SessionCaller } from "./session-caller";
import { idleLimit, remintIsDue, touchIsDue } from "./session-limits";

export type SessionRequest = {
  readonly requestId: string;
  readonly source: "console" | "api";
  /** Where the request comes from. Left out, the session is not held to where it began. */
  readonly client?: Client;
  /** For the few doors that a session is let in at though policy asks for a factor it never proved. */
  readonly evenWithoutFactor?: true;
};

/**
 * The member behind a session cookie, or null. The row is read on every request together with the
 * member as it is now: an ended session, a removed member and a changed role take effect at once. A
 * session that appears in another network or on another kind of device is ended, unless the
 * organisation's policy lets it move.
 *
 * @throws Problem `unavailable` if the database cannot be asked: the answer is then no.
 * `unauthenticated` where policy has come to ask for a second factor that the session never proved.
 */
export async function resolveSessionCaller(
  { db }: { readonly db: Database },
  token: string | undefined,
  request: SessionRequest,
): Promise<SessionCaller | null> {
  const parsed = token === undefined ? null : parseToken(token, "pcs");
  if (parsed === null) return null;
  return await admit(db, await resolveSession(db, parsed.hash), "browser", request);
}

/** The same for the session that a verified access token names. */
export async function resolveClientSessionCaller(
  { db }: { readonly db: Database },
  named: { readonly tenantId: string; readonly sessionId: string },
  request: SessionRequest,
): Promise<SessionCaller | null> {
  const row = await resolveClientSession(db, named.tenantId, named.sessionId);
  return await admit(db, row, "client", request);
}

async function admit(
  db: Database,
  row: SessionRow | null,
  kind: "browser" | "client",
  request: SessionRequest,
): Promise<SessionCaller | null> {
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
      kind,
      expiresAt: row.expires_at,
      amr: row.amr,
      remintDue:
        kind === "browser" && row.current_token && remintIsDue({ mintedAt: row.minted_at }, at),
      lacksFactor: lacking(row, standing),
    },
  };
  const { client } = request;
  const changed = client === undefined ? null : changeOf(row, client);
  if (client !== undefined && changed !== null) {
    if (!(await heedClientChange(db, caller, changed, client))) return null;
  }
  if (caller.session.lacksFactor) {
    if (request.evenWithoutFactor === undefined) throw factorAsked();
    // It waits: nothing that it is shown for keeps it alive.
    return caller;
  }
  if (touchIsDue({ seenAt: row.seen_at }, at)) await noteUse(db, caller, at, client);
  return caller;
}

/** Most requests come from where the one before did: only for another is asked what networks are called. */
function changeOf(row: SessionRow, client: Client): ClientChange | null {
  const began = { address: row.address, userAgent: row.user_agent };
  if (began.address === client.address && began.userAgent === client.userAgent) return null;
  const { namedNetworks } = parsePolicy("sessions", row.sessions_policy ?? {});
  return clientChange(began, client, namedNetworks);
}

/** Judged by what policy and role say at this moment, so that neither waits for the next sign-in. */
function lacking(row: SessionRow, { role, customRole }: Standing): boolean {
  if (row.with_factor) return false;
  return lacksFactor({
    policy: parsePolicy("mfa", row.mfa_policy ?? {}),
    role: customRole?.id ?? role ?? "",
    trustedBrowser: row.trusted_browser,
  });
}

/** As RFC 9470 has it for a token that is good but was given for less than is asked now. */
function factorAsked(): Problem {
  return new Problem("unauthenticated", {
    detail:
      "Your organisation asks for a second factor now, and none was proven in this session. Open the console to prove one, or sign in again.",
    headers: { "www-authenticate": 'Bearer error="insufficient_user_authentication"' },
  });
}

/** Moves the idle limit on. Two requests at once may both do it; the later time wins either way. */
async function noteUse(
  db: Database,
  caller: SessionCaller,
  at: Date,
  client: Client | undefined,
): Promise<void> {
  const { tenantId, session } = caller;
  await withTenant(db, caller, async (tx) => {
    const { document: policy } = await policyOf(tx, tenantId, "sessions");
    await tx.session.updateMany({
      where: { tenantId, id: session.id, seenAt: { lt: at } },
      data: {
        seenAt: at,
        idleExpiresAt: idleLimit(policy, session.kind, at, session.expiresAt),
        ...(client?.address ? { seenAddress: client.address.slice(0, 64) } : {}),
      },
    });
  });
}
