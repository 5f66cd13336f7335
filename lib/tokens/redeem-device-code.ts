import { systemCaller } from "@/lib/access";
import { parseToken } from "@/lib/crypto";
import { resolveDeviceCode, type Tx, withTenant } from "@/lib/db";
import { type Client, resolveClientSessionCaller, startClientSession } from "@/lib/identity";
import { now, Problem, type ProblemCode, type Secret } from "@/lib/kernel";
import { appendEntries } from "@/lib/ledger";
import { issueAccessToken } from "./issue-access-token";
import { beginLine } from "./refresh-line";
import type { Asked, TokenPair, TokenRooms } from "./refresh-session";

/** How much longer a client has to wait after it asked too soon, in seconds. */
const SLOWER_SECONDS = 5;
const MAX_POLL_SECONDS = 600;

/**
 * Exchanges a device code for tokens once its person has approved it, and once only.
 *
 * @throws Problem `authorization_pending`, `slow_down`, `access_denied`, `expired_token`,
 * `invalid_grant`, as RFC 8628 names them.
 */
export async function redeemDeviceCode(
  rooms: TokenRooms,
  input: Asked & { readonly code: string },
): Promise<TokenPair> {
  const parsed = parseToken(input.code, "pcd");
  const place = parsed === null ? null : await resolveDeviceCode(rooms.db, parsed.hash);
  if (place === null) throw new Problem("invalid_grant");
  const tenantId = place.tenant_id;
  const scope = { tenantId, workspaceIds: [] };
  const caller = { ...systemCaller("device-sign-in", scope, "api"), requestId: input.requestId };
  const outcome = await withTenant(rooms.db, caller, async (tx) => {
    const row = await lockCode(tx, place.id);
    if (row === null) return "invalid_grant";
    const refused = await judge(tx, tenantId, row);
    return refused ?? (await begin(tx, { tenantId, ...row }, input));
  });
  // What was noted of the question stays noted: the refusal comes after the transaction.
  if (typeof outcome === "string") throw new Problem(outcome);
  const request = { requestId: input.requestId, source: "api", evenWithoutFactor: true } as const;
  const named = { tenantId, sessionId: outcome.sessionId };
  const member = await resolveClientSessionCaller(rooms, named, request);
  if (member === null || member.session.lacksFactor) throw new Problem("invalid_grant");
  const { token, expiresIn } = await issueAccessToken(rooms.signing, member, input.audience);
  return { accessToken: token, expiresIn, refreshToken: outcome.refreshToken };
}

type Row = {
  readonly id: string;
  readonly state: string;
  readonly client: string;
  readonly expires_at: Date;
  readonly polled_at: Date | null;
  readonly poll_seconds: number;
  readonly member_id: string | null;
  readonly session_id: string | null;
};

async function lockCode(tx: Tx, id: string): Promise<Row | null> {
  const rows = await tx.$queryRaw<Row[]>`
    select d.id::text, d.state, d.client, d.expires_at, d.polled_at, d.poll_seconds,
      d.member_id::text, d.session_id::text
    from portcullis.device_codes d
    where d.tenant_id = (select portcullis.tenant_id()) and d.id = ${id}::uuid
    for update`;
  return rows[0] ?? null;
}

/**
 * The session in which the client was approved, if it and its member still stand. Both are held until
 * the client's own session is there, so that whoever ends them finds that one too.
 */
async function approvedIn(tx: Tx, { member_id, session_id }: Row): Promise<Approval | null> {
  const members = await tx.$queryRaw<{ id: string }[]>`
    select id::text from portcullis.members
    where tenant_id = (select portcullis.tenant_id()) and id = ${member_id}::uuid
      and status = 'active' for share`;
  if (members.length === 0) return null;
  const [session] = await tx.$queryRaw<Omit<Approval, "memberId">[]>`
    select amr, connection_id::text as "connectionId",
      case when authenticated_at is not null then least(created_at, authenticated_at) end as "authenticatedAt",
      trusted_browser as "trustedBrowser"
    from portcullis.sessions
    where tenant_id = (select portcullis.tenant_id()) and id = ${session_id}::uuid
      and member_id = ${member_id}::uuid and revoked_at is null
      and expires_at > clock_timestamp() and idle_expires_at > clock_timestamp() for share`;
  return session === undefined ? null : { memberId: member_id ?? "", ...session };
}

type Approval = {
  readonly memberId: string;
  readonly amr: string[];
  readonly connectionId: string | null;
  readonly authenticatedAt: Date | null;
  readonly trustedBrowser: boolean;
};

/** Why there are no tokens yet, or never; null if there are. */
async function judge(tx: Tx, tenantId: string, row: Row): Promise<ProblemCode | null> {
  const at = now();
  if (row.state === "used") return "invalid_grant";
  if (row.state === "refused") return "access_denied";
  if (row.expires_at <= at) return "expired_token";
  if (row.state === "approved") return null;
  const waited = row.polled_at === null ? null : at.getTime() - row.polled_at.getTime();
  const tooSoon = waited !== null && waited < row.poll_seconds * 1000;
  const pollSeconds = Math.min(row.poll_seconds + SLOWER_SECONDS, MAX_POLL_SECONDS);
  await tx.deviceCode.updateMany({
    where: { tenantId, id: row.id },
    data: tooSoon ? { polledAt: at, pollSeconds } : { polledAt: at },
  });
  return tooSoon ? "slow_down" : "authorization_pending";
}

async function begin(
  tx: Tx,
  row: Row & { readonly tenantId: string },
  input: { readonly client: Client; readonly requestId: string },
): Promise<{ readonly sessionId: string; readonly refreshToken: Secret } | ProblemCode> {
  const { tenantId } = row;
  const approval = await approvedIn(tx, row);
  if (approval === null) return "access_denied";
  const { memberId, ...came } = approval;
  await tx.deviceCode.updateMany({ where: { tenantId, id: row.id }, data: { state: "used" } });
  const { userAgent, address } = input.client;
  const sessionId = await startClientSession(tx, {
    ...{ tenantId, memberId, userAgent, address },
    ...{ ...came, client: row.client },
  });
  const { token: refreshToken } = await beginLine(tx, { tenantId, id: sessionId });
  await appendEntries(tx, [
    {
      type: "session.started",
      actor: `member:${memberId}`,
      action: "session.start",
      target: `session:${sessionId}`,
      requestId: input.requestId,
      source: "api",
      outcome: "done",
      reason: "client",
      refs: { member: memberId, session: sessionId },
    },
  ]);
  return { sessionId, refreshToken };
}
