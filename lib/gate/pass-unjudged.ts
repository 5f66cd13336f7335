import { inTime } from "@/lib/db";
import { type JsonObject, log, Problem } from "@/lib/kernel";
import type { GrantRoute } from "@/lib/servers";
import type { Exchange } from "./exchange";
import { forward } from "./forward";
import type { Gate } from "./gate";
import { sendJson, sendNothing } from "./http/answer";
import { inject } from "./inject";
import { isJsonObject } from "./mcp/json-object";
import type { PassingMessage, RpcId, UnknownMessage } from "./mcp/message";
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

  if (message.kind === "answer" && session?.upstream == null) throw nobodyAsked();

  const cancelled = cancelledId(message);
  // At once: an upstream that hangs may take its time with this message, too.
  if (cancelled !== null && session !== null) cancel(gate, exchange, grant, session, cancelled);

  const sent = initialising ? withoutClientTasks(message.message) : message.message;
  const request = inject(exchange, grant, session, sent);
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

/** Ends the call after a while, if it has not ended by itself, at whichever gate it is. */
function cancel(
  gate: Gate,
  exchange: Exchange,
  grant: GrantRoute,
  session: McpSession,
  rpcId: RpcId,
): void {
  const { cancelledMs } = gate.settings.limits;
  if (gate.exchanges.cancel(session.id, (id) => id === rpcId, cancelledMs)) return;
  gate.noteCancelled(grant, session, rpcId, exchange.requestId);
}

/**
 * A client's answer goes to the session that asked. A server that keeps no sessions would have to
 * find by the answer's id alone whom it is for, among everybody's, so it is not passed on.
 */
function nobodyAsked(): Problem {
  return new Problem("invalid_request", {
    detail:
      "An answer needs a session that the upstream server keeps: it goes to the one that asked.",
  });
}

/** Tasks are not offered in either direction; `mcp/filter.ts` says why. */
function withoutClientTasks(message: JsonObject): JsonObject {
  const { params } = message;
  if (!isJsonObject(params) || !isJsonObject(params.capabilities)) return message;
  const { tasks: _, ...capabilities } = params.capabilities;
  return { ...message, params: { ...params, capabilities } };
}

function cancelledId(message: PassingMessage): RpcId | null {
  if (message.kind !== "notification" || message.method !== "notifications/cancelled") return null;
  const { params } = message.message;
  const id = isJsonObject(params) ? params.requestId : undefined;
  return typeof id === "string" || typeof id === "number" ? id : null;
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
  const { id, method } = message;
  const filtered = initialising || LIST_METHODS.has(method);
  const asked = filtered ? { id, method } : undefined;
  const plan: ReplyPlan = { expected: "reply", rpcId: id, session, filtered, asked };
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
  const { token, displaced } = await inTime(
    gate.sessions.begin(grant, upstream, exchange.requestId),
  );
  gate.farewells.say(grant, displaced);
  return ["mcp-session-id", token];
}
