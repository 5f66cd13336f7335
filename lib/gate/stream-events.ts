import { log } from "@/lib/kernel";
import { admit } from "./admit";
import { authenticate } from "./authenticate";
import type { Exchange } from "./exchange";
import { forward } from "./forward";
import type { Gate } from "./gate";
import { inject } from "./inject";
import { requireSession } from "./join-session";
import { negotiate } from "./negotiate";
import { ownStream } from "./relay/own-stream";

/**
 * The event stream of a session: the server's own messages, or with Last-Event-ID what a broken
 * stream had not delivered, answers to lists among it. So every message is filtered. The gate tells
 * on it what its own rules have changed. The stream ends with the grant, the session or the client,
 * whichever is first.
 */
export async function streamEvents(gate: Gate, exchange: Exchange): Promise<void> {
  admit(gate.settings, exchange);
  const grant = await authenticate(gate, exchange);
  const session = await requireSession(gate, exchange, grant);
  negotiate(exchange);
  const request = inject(exchange, grant, session, null);
  const upstreams = await forward(gate, exchange, request, {
    expected: "stream",
    rpcId: null,
    session,
    filtered: true,
  });
  // An upstream without streams of its own does not keep the gate from telling what has changed.
  const outcome =
    upstreams.problem?.code === "method_not_allowed"
      ? await ownStream(exchange, {
          stalledMs: gate.settings.limits.stalledClientMs,
          keepAliveMs: gate.settings.limits.keepAliveMs,
        })
      : upstreams;
  log.info("event stream ended", {
    request_id: exchange.requestId,
    tenant_id: grant.tenantId,
    server: grant.server.id,
    grant: grant.grantId,
    why: exchange.ended ?? outcome.outcome,
    ms: Math.round(performance.now() - exchange.startedAt),
  });
  if (outcome.problem !== null) throw outcome.problem;
}
