import type { Exchange } from "../exchange";
import type { Outcome } from "../outcome";
import { endWithin, writeHead } from "./client-writer";
import { EVENT_STREAM } from "./event-stream";
import { KEEP_ALIVE, noticesOf } from "./notices";

/**
 * A session's event stream where the upstream offers none: the gate has something of its own to say
 * on it, that the tools a grant sees have changed. Resolves when it is over; whoever ended the
 * exchange has ended it.
 */
export function ownStream(
  exchange: Exchange,
  limits: { readonly stalledMs: number; readonly keepAliveMs: number },
): Promise<Outcome> {
  const { response, requestId } = exchange;
  writeHead(response, requestId, EVENT_STREAM);
  response.flushHeaders();
  const timer = setInterval(() => {
    // A client that does not even read comments must not have them pile up.
    if (response.writableLength === 0) response.write(KEEP_ALIVE);
  }, limits.keepAliveMs);
  exchange.onViewChanged = (change) => void response.write(noticesOf(change));
  return new Promise((resolve) => {
    response.once("close", () => {
      clearInterval(timer);
      exchange.onViewChanged = null;
      resolve({ outcome: "answered", charge: true, upstreamStatus: null, problem: null });
    });
    exchange.onEnd(() => endWithin(response, limits.stalledMs));
  });
}
