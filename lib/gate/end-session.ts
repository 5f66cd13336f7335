import { log } from "@/lib/kernel";
import { admit } from "./admit";
import { authenticate } from "./authenticate";
import type { Exchange } from "./exchange";
import { forward } from "./forward";
import type { Gate } from "./gate";
import { sendNothing } from "./http/answer";
import { inject } from "./inject";
import { requireSession } from "./join-session";
import { negotiate } from "./negotiate";

/**
 * Ends a session at the client's wish: here first, durably, so that it is over whatever the upstream
 * says. Then the upstream is told; one that does not end sessions, or is down, ends its own in time.
 */
export async function endSession(gate: Gate, exchange: Exchange): Promise<void> {
  admit(gate.settings, exchange);
  const grant = await authenticate(gate, exchange);
  const session = await requireSession(gate, exchange, grant);
  negotiate(exchange);
  await gate.sessions.end(grant, session, exchange.requestId);
  gate.exchanges.endSessions(new Set([session.id]));
  const request = inject(exchange, grant, session, null);
  const { outcome, upstreamStatus } = await forward(gate, exchange, request, {
    expected: "farewell",
    rpcId: null,
    session,
    filtered: false,
  });
  log.info("session ended", {
    request_id: exchange.requestId,
    tenant_id: grant.tenantId,
    server: grant.server.id,
    grant: grant.grantId,
    outcome,
    status: upstreamStatus,
  });
  if (!exchange.response.destroyed) sendNothing(exchange, 204);
}
