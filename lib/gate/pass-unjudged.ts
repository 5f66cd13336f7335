import { inTime } from "@/lib/db";
import { log, Problem } from "@/lib/kernel";
import type { GrantRoute } from "@/lib/servers";
import type { Exchange } from "./exchange";
import { forward } from "./forward";
import type { Gate } from "./gate";
import { sendJson, sendNothing } from "./http/answer";
import { inject } from "./inject";
import type { PassingMessage, UnknownMessage } from "./mcp/message";
import { LIST_METHODS } from "./mcp/protocol";
import { unknownMethod } from "./mcp/refusals";
import type { McpSession } from "./mcp/sessions";
import type { ReplyPlan } from "./relay/reply-plan";
import type { UpstreamHead } from "./upstream/attempt";
import { headerOf } from "./upstream/read-head";

/**
 * Passes on what is no governed call: it acts on nothing, so it is written to the process log only.
 * Lists come back filtered by the grant's rules; a method the gate does not know goes nowhere.
 */
export async function passUnjudged(
  gate: Gate,
  exchange: Exchange,
  grant: GrantRoute,
  session: McpSession | null,
  message: PassingMessage | UnknownMessage,
): Promise<void> {
  if (message.kind === "unknown") {
    if (message.id === null) sendNothing(exchange, 202);
    else sendJson(exchange, 200, unknownMethod(message.id));
    return;
  }
  const initialising = message.kind === "request" && message.method === "initialize";
  if (initialising && session !== null)
    throw new Problem("invalid_request", { detail: "This session is initialised already." });

  const request = inject(exchange, grant, session, message.message);
  const plan = planFor(gate, exchange, grant, session, message, initialising);
  const outcome = await forward(gate, exchange, request, plan);
  log.info("passed", {
    request_id: exchange.requestId,
    tenant_id: grant.tenantId,
    server: grant.server.id,
    grant: grant.grantId,
    method: message.kind === "answer" ? "(answer)" : message.method,
    outcome: outcome.outcome,
    status: outcome.upstreamStatus,
    ms: Math.round(performance.now() - exchange.startedAt),
  });
  if (outcome.problem !== null) throw outcome.problem;
  if (plan.expected === "acknowledgement") sendNothing(exchange, 202);
}

function planFor(
  gate: Gate,
  exchange: Exchange,
  grant: GrantRoute,
  session: McpSession | null,
  message: PassingMessage,
  initialising: boolean,
): ReplyPlan {
  if (message.kind !== "request")
    return { expected: "acknowledgement", rpcId: null, session, filtered: false };
  const filtered = initialising || LIST_METHODS.has(message.method);
  const plan: ReplyPlan = { expected: "reply", rpcId: message.id, session, filtered };
  if (!initialising) return plan;
  return {
    ...plan,
    beforeAnswer: (head) => beginSession(gate, exchange, grant, head),
  };
}

/** The client gets a session of the gate's own; the upstream's, if there is one, never leaves. */
async function beginSession(
  gate: Gate,
  exchange: Exchange,
  grant: GrantRoute,
  head: UpstreamHead,
): Promise<readonly string[]> {
  const upstream = headerOf(head, "mcp-session-id");
  const token = await inTime(gate.sessions.begin(grant, upstream, exchange.requestId));
  return ["mcp-session-id", token];
}
