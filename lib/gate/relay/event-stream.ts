import type { Outcome as OutcomeName } from "@/lib/decisions";
import type { Exchange } from "../exchange";
import { type SseFrame, SseFrameTooLarge, SseReader } from "../mcp/sse";
import { type Outcome, outcomeOfFailure } from "../outcome";
import type { BodySink, UpstreamFlow } from "../upstream/attempt";
import { ClientWriter, writeHead } from "./client-writer";
import { filterFrame } from "./filter-frame";
import { KEEP_ALIVE, noticesOf } from "./notices";
import { outcomeOfMessage } from "./outcome-watch";
import type { ReplyPlan } from "./reply-plan";

/** The headers of an event stream. */
export const EVENT_STREAM = [
  "content-type",
  "text/event-stream",
  "cache-control",
  "no-cache, no-transform",
  "x-accel-buffering",
  "no",
];

/**
 * Passes an event stream on. Where nothing in it need be filtered, bytes go on as they come, and the
 * frames are read only for the outcome; else each frame is written from what was judged. Silence is
 * filled with comments, so that nothing in between takes the stream for dead.
 */
export function eventStream(
  exchange: Exchange,
  flow: UpstreamFlow,
  plan: ReplyPlan,
  limits: {
    readonly frameCharacters: number;
    readonly stalledMs: number;
    readonly keepAliveMs: number;
  },
  headers: readonly string[],
  ended: (outcome: Outcome) => void,
): BodySink {
  const { response, requestId } = exchange;
  const writer = new ClientWriter(exchange, flow, limits.stalledMs);
  let reader: SseReader | null = new SseReader(limits.frameCharacters);
  let outcome: OutcomeName = plan.expected === "stream" ? "answered" : "unknown";
  let silent = true;

  writeHead(response, requestId, [...EVENT_STREAM, ...headers]);
  response.flushHeaders();
  const timer = setInterval(() => {
    if (silent && (plan.filtered || reader?.betweenFrames === true)) writer.write(KEEP_ALIVE);
    silent = true;
  }, limits.keepAliveMs);
  if (plan.expected === "stream")
    exchange.onViewChanged = (change) => writer.write(noticesOf(change));

  function read(chunk: Buffer): readonly SseFrame[] {
    try {
      return reader?.push(chunk) ?? [];
    } catch (error) {
      if (!(error instanceof SseFrameTooLarge)) throw error;
      reader = null;
      // Too large to be judged must not pass; too large to be read for its outcome may.
      if (plan.filtered) flow.stop();
      else outcome = "answered";
      return [];
    }
  }

  function write(text: Buffer | string): void {
    silent = false;
    writer.write(text);
  }

  function close(): void {
    clearInterval(timer);
    writer.close();
    exchange.onViewChanged = null;
  }

  return {
    data(chunk) {
      const frames = read(chunk);
      if (!plan.filtered) write(chunk);
      for (const frame of frames) {
        if (frame.data !== null && plan.rpcId !== null)
          outcome = outcomeOfMessage(frame.data, plan.rpcId) ?? outcome;
      }
      if (!plan.filtered) return;
      const seen = frames.map((frame) => filterFrame(frame, exchange, plan.rpcId)).join("");
      if (seen !== "") write(seen);
    },
    done() {
      close();
      writer.end();
      ended({ outcome, charge: true, upstreamStatus: 200, problem: null });
    },
    failed(failure) {
      close();
      // A stream that the gate ends is ended properly; one that broke is seen to have broken.
      if (failure.kind === "stopped" && exchange.ended !== null) writer.end();
      else response.destroy();
      const answered = outcome === "answered" || outcome === "tool_error";
      const how = outcomeOfFailure(failure, exchange.ended, 200);
      ended({ ...how, outcome: answered ? outcome : how.outcome, problem: null });
    },
  };
}
