import { inTime } from "@/lib/db";
import { log, Problem } from "@/lib/kernel";
import type { GrantRoute } from "@/lib/servers";
import type { Exchange } from "./exchange";
import type { Gate } from "./gate";
import type { McpSession } from "./mcp/sessions";

/**
 * The session that the request names, if it names one. Unknown, ended and another grant's are the
 * same: 404, upon which a client begins anew. A request that names none goes without, and an
 * upstream that wants one says so itself.
 */
export async function joinSession(
  gate: Gate,
  exchange: Exchange,
  grant: GrantRoute,
): Promise<McpSession | null> {
  const token = exchange.request.headers["mcp-session-id"];
  if (token === undefined) return null;
  const session =
    typeof token === "string"
      ? await inTime(gate.sessions.find(grant, token, exchange.requestId))
      : null;
  if (session === null) throw new Problem("session_not_found");
  exchange.sessionId = session.id;
  gate.sessions.noteUse(grant, session);
  return session;
}

/** The session of a request that is about one: without it there is nothing to open or to end. */
export async function requireSession(
  gate: Gate,
  exchange: Exchange,
  grant: GrantRoute,
): Promise<McpSession> {
  const session = await joinSession(gate, exchange, grant);
  if (session === null)
    throw new Problem("invalid_request", { detail: "The header Mcp-Session-Id is missing." });
  return session;
}

/**
 * Ends a session whose upstream no longer knows its own, so that the client's next request begins a
 * new one on every process. If it cannot be recorded now, the upstream's next 404 comes here again.
 */
export function forgetSession(
  gate: Gate,
  exchange: Exchange,
  grant: GrantRoute,
  session: McpSession,
): void {
  gate.exchanges.endSessions(new Set([session.id]));
  gate.sessions.end(grant, session, exchange.requestId).catch((error: unknown) => {
    log.warn("a session could not be ended", { error, request_id: exchange.requestId });
  });
}
