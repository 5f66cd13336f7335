import { log, stringifyJson } from "@/lib/kernel";
import type { Exchange } from "../exchange";
import { filterMessage } from "../mcp/filter";
import type { RpcId } from "../mcp/message";
import { RPC } from "../mcp/protocol";
import { readReply } from "../mcp/read-reply";
import { type SseFrame, writeFrame } from "../mcp/sse";
import { viewOf } from "./view";

/** The exchanges whose stream was said to hold what is not JSON: once is enough for the log. */
const told = new WeakSet<Exchange>();

/**
 * One frame as the exchange's grant may see it. A frame that cannot be read cannot be judged, and is
 * not passed on; the client that waits for it is told so.
 */
export function filterFrame(frame: SseFrame, exchange: Exchange, rpcId: RpcId | null): string {
  if (frame.data === null || frame.data === "") return writeFrame(frame, frame.data);
  try {
    const message = filterMessage(readReply(frame.data), viewOf(exchange));
    return writeFrame(frame, stringifyJson(message));
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
    const message = "The upstream server's answer is not JSON.";
    return writeFrame(
      frame,
      JSON.stringify({ jsonrpc: "2.0", id: rpcId, error: { code: RPC.other, message } }),
    );
  }
}
