import { DEFAULT_DENY, HIDDEN } from "@/lib/policy";
import type { GrantRoute } from "@/lib/servers";
import type { Exchange, RecordedCall } from "./exchange";
import type { Gate } from "./gate";
import { sendJson } from "./http/answer";
import type { GovernedCall } from "./mcp/message";
import { refusedRequest, refusedToolCall, unknownTool } from "./mcp/refusals";
import { writeHead } from "./relay/client-writer";
import { EVENT_STREAM } from "./relay/event-stream";
import { writeInForm } from "./reply-forms";

/**
 * Tells the client that its call was refused. A hidden tool is answered as one that is not there:
 * under default deny exactly as an unlisted tool, else as the server would answer. Only the record
 * says that it is hidden.
 */
export function refuse(
  gate: Gate,
  exchange: Exchange,
  grant: GrantRoute,
  call: GovernedCall,
  recorded: RecordedCall,
): void {
  const hidden = recorded.rule === HIDDEN;
  if (hidden && grant.rules?.byDefault === "allow" && call.tool !== null) {
    answerAsUpstream(gate, exchange, grant, unknownTool(call.id, call.tool));
    return;
  }
  const told = {
    rule: hidden ? DEFAULT_DENY : (recorded.rule ?? DEFAULT_DENY),
    requestId: exchange.requestId,
    retryAt: recorded.retryAt,
  };
  const answer =
    call.tool === null ? refusedRequest(call.id, told) : refusedToolCall(call.id, told);
  sendJson(exchange, 200, answer);
}

const JSON_IN_CHUNKS = ["content-type", "application/json"];

/**
 * Answers in the form this server last gave a tool call: JSON, or an event stream. A tool that is not
 * there would be answered so by the server itself.
 */
function answerAsUpstream(gate: Gate, exchange: Exchange, grant: GrantRoute, answer: string): void {
  const form = gate.forms.of(grant.server.id);
  if (form === "json") {
    sendJson(exchange, 200, answer);
    return;
  }
  const { response, requestId } = exchange;
  if (response.destroyed) return;
  writeHead(response, requestId, form === "chunks" ? JSON_IN_CHUNKS : EVENT_STREAM);
  response.end(form === "chunks" ? answer : writeInForm(form, answer));
}
