import { DEFAULT_DENY, HIDDEN } from "@/lib/policy";
import type { GrantRoute } from "@/lib/servers";
import type { Exchange, RecordedCall } from "./exchange";
import { sendJson } from "./http/answer";
import type { GovernedCall } from "./mcp/message";
import { refusedRequest, refusedToolCall, unknownTool } from "./mcp/refusals";

/**
 * Tells the client that its call was refused. A hidden tool is answered as one that is not there:
 * under default deny exactly as an unlisted tool, else as the server would answer. Only the record
 * says that it is hidden.
 */
export function refuse(
  exchange: Exchange,
  grant: GrantRoute,
  call: GovernedCall,
  recorded: RecordedCall,
): void {
  const hidden = recorded.rule === HIDDEN;
  if (hidden && grant.rules?.byDefault === "allow" && call.tool !== null) {
    sendJson(exchange, 200, unknownTool(call.id, call.tool));
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
