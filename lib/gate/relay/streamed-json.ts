import type { Exchange } from "../exchange";
import { Bytes } from "../http/bytes";
import { type Outcome, outcomeOfFailure } from "../outcome";
import type { BodySink, UpstreamFlow } from "../upstream/attempt";
import { ClientWriter, writeHead } from "./client-writer";
import { outcomeOfReply } from "./outcome-watch";
import type { ReplyPlan } from "./reply-plan";

/**
 * Passes a JSON reply on as it arrives: one that is large, or whose size is not known. Its outcome is
 * read from its first `watchedBytes`; a longer one counts as answered.
 */
export function streamedJson(
  exchange: Exchange,
  flow: UpstreamFlow,
  plan: ReplyPlan,
  limits: { readonly watchedBytes: number; readonly stalledMs: number },
  headers: readonly string[],
  ended: (outcome: Outcome) => void,
): BodySink {
  const { response, requestId } = exchange;
  const writer = new ClientWriter(exchange, flow, limits.stalledMs);
  let watched: Bytes | null = new Bytes();
  writeHead(response, requestId, ["content-type", "application/json", ...headers]);

  return {
    data(chunk) {
      watched?.push(chunk);
      if (watched !== null && watched.size > limits.watchedBytes) watched = null;
      writer.write(chunk);
    },
    done() {
      writer.end();
      const outcome = watched === null ? "answered" : outcomeOfReply(watched.all(), plan.rpcId);
      ended({ outcome, charge: true, upstreamStatus: 200, problem: null });
    },
    failed(failure) {
      writer.close();
      // Half an answer must not look like a whole one.
      response.destroy();
      ended({ ...outcomeOfFailure(failure, exchange.ended, 200), problem: null });
    },
  };
}
