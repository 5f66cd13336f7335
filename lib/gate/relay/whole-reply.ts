import { Problem, stringifyJson } from "@/lib/kernel";
import type { Exchange } from "../exchange";
import { Bytes } from "../http/bytes";
import { checkAnswer } from "../mcp/check-answer";
import { filterMessage } from "../mcp/filter";
import { readReply } from "../mcp/read-reply";
import { type Outcome, outcomeOfFailure } from "../outcome";
import type { BodySink, UpstreamFlow } from "../upstream/attempt";
import { endWithin, writeHead } from "./client-writer";
import { outcomeOfReply } from "./outcome-watch";
import type { ReplyPlan } from "./reply-plan";
import { viewOf } from "./view";

const SMALL_BYTES = 64 * 1024;

/**
 * Takes a JSON reply as a whole and sends it in one piece: a server that dies half-way is a clear
 * error then, not half an answer.
 */
export function wholeReply(
  exchange: Exchange,
  flow: UpstreamFlow,
  plan: ReplyPlan,
  limits: { readonly maxBytes: number; readonly stalledMs: number },
  headers: readonly string[],
  ended: (outcome: Outcome) => void,
): BodySink {
  const reply = new Bytes();
  let over = false;

  function unusable(detail: string): void {
    over = true;
    const problem = new Problem("upstream_refused", { detail });
    ended({ outcome: "upstream_error", charge: true, upstreamStatus: 200, problem });
  }

  return {
    data(chunk) {
      if (over) return;
      reply.push(chunk);
      if (reply.size <= limits.maxBytes) return;
      reply.clear();
      unusable("The upstream server's reply is larger than the gate reads as a whole.");
      flow.stop();
    },
    done() {
      if (over) return;
      const received = reply.all();
      if (received.length === 0) return unusable("The upstream server's reply is empty.");
      const read = plan.filtered ? filterReply(received, exchange, plan) : { body: received };
      if ("fault" in read) return unusable(`The upstream server's reply ${read.fault}.`);
      const { body } = read;
      const { response, requestId } = exchange;
      writeHead(response, requestId, [
        "content-type",
        "application/json",
        "content-length",
        String(body.length),
        ...headers,
      ]);
      // A small answer is the kernel's to deliver; a large one needs a client that reads it.
      if (body.length <= SMALL_BYTES) response.end(body);
      else endWithin(response, limits.stalledMs, body);
      const outcome = outcomeOfReply(received, plan.rpcId);
      ended({ outcome, charge: true, upstreamStatus: 200, problem: null });
    },
    failed(failure) {
      if (!over) ended(outcomeOfFailure(failure, exchange.ended, 200));
    },
  };
}

function filterReply(
  body: Buffer,
  exchange: Exchange,
  { asked }: ReplyPlan,
): { readonly body: Buffer } | { readonly fault: string } {
  try {
    const message = readReply(body.toString("utf8"));
    const fault = asked === undefined ? null : checkAnswer(asked, message);
    if (fault === "other") return { fault: `does not answer ${asked?.method}` };
    if (fault !== null) return { fault: `to ${asked?.method} ${fault}` };
    return { body: Buffer.from(stringifyJson(filterMessage(message, viewOf(exchange)))) };
  } catch {
    return { fault: "is not JSON" };
  }
}
