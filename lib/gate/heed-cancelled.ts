import type { ChangeWatch } from "@/lib/servers";
import type { Exchanges } from "./exchanges";
import { hashOfCall } from "./mcp/cancelled-calls";

/**
 * Ends calls that run here and were cancelled at another gate, as late after their cancellation as if it
 * had come here. It may be told of twice, and long ago: a call that began after it is another one.
 */
export function heedCancelled(
  watch: Pick<ChangeWatch, "onCancelled">,
  exchanges: Pick<Exchanges, "cancel">,
  graceMs: number,
): void {
  watch.onCancelled((calls) => {
    for (const { session, call, seconds } of calls) {
      const sinceMs = seconds * 1_000;
      const left = Math.max(0, graceMs - sinceMs);
      exchanges.cancel(session, (rpcId) => hashOfCall(rpcId) === call, left, sinceMs);
    }
  });
}
