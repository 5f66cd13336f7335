import { type JsonValue, log, stringifyJson } from "@/lib/kernel";
import type { Exchange } from "../exchange";
import { checkAnswer } from "../mcp/check-answer";
import { filterMessage } from "../mcp/filter";
import { isJsonObject } from "../mcp/json-object";
import type { RpcId } from "../mcp/message";
import { RPC } from "../mcp/protocol";
import { readReply } from "../mcp/read-reply";
import { type SseFrame, writeFrame } from "../mcp/sse";
import type { ReplyPlan } from "./reply-plan";
import { viewOf } from "./view";

/** The exchanges whose stream was said to hold what is not JSON: once is enough for the log. */
const told = new WeakSet<Exchange>();

/**
 * One frame as the exchange's grant may see it. A frame that cannot be read cannot be judged, and is
 * not passed on; the client that waits for it is told so.
 */
export function filterFrame(frame: SseFrame, exchange: Exchange, plan: ReplyPlan): string {
  if (frame.data === null || frame.data === "") return writeFrame(frame, frame.data);
  const { asked, rpcId } = plan;
  try {
    const message = readReply(frame.data);
    const fault = asked === undefined ? null : checkAnswer(asked, message);
    if (asked !== undefined && fault !== null && fault !== "other")
      return writeFrame(
        frame,
        failedAnswer(asked.id, `The upstream server's answer to ${asked.method} ${fault}.`),
      );
    // Of a server without sessions nobody can say whom it asks; the answer would not pass either.
    if (plan.session !== null && plan.session.upstream === null && asks(message)) return "";
    return writeFrame(frame, stringifyJson(filterMessage(message, viewOf(exchange))));
  } catch (error) {
    if (!told.has(exchange)) {
      told.add(exchange);
      log.warn("events that are not JSON are not passed on", {
        error,
        requestId: exchange.requestId,
        serverId: exchange.grant?.server.id,
      });
    }
    if (rpcId === null) return ": an event that is not JSON was left out\n\n";
    return writeFrame(frame, failedAnswer(rpcId, "The upstream server's answer is not JSON."));
  }
}

/** The answer to a request whose upstream gave none that can be passed on. */
export function failedAnswer(id: RpcId, message: string): string {
  return JSON.stringify({ jsonrpc: "2.0", id, error: { code: RPC.other, message } });
}

function asks(message: JsonValue): boolean {
  return isJsonObject(message) && "method" in message && "id" in message;
}
