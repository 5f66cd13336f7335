import type { Outcome as OutcomeName } from "@/lib/decisions";
import type { Exchange } from "../exchange";
import { type SseFrame, SseFrameTooLarge, SseReader } from "../mcp/sse";
import { type Outcome, outcomeOfFailure } from "../outcome";
import { formOfStream, MAX_FORM_FRAMES, type ReplyForm } from "../reply-forms";
import type { BodySink, UpstreamFlow } from "../upstream/attempt";
import { ClientWriter, writeHead } from "./client-writer";
import { failedAnswer, filterFrame } from "./filter-frame";
import { lastWord } from "./last-word";
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
    /** Told the form of a stream that held one answer and nothing else. */
    readonly noteForm: (form: ReplyForm) => void;
  },
  headers: readonly string[],
  ended: (outcome: Outcome) => void,
): BodySink {
  const { response, requestId } = exchange;
  const writer = new ClientWriter(exchange, flow, limits.stalledMs);
  let reader: SseReader | null = new SseReader(limits.frameCharacters);
  let outcome: OutcomeName = plan.expected === "stream" ? "answered" : "unknown";
  let silent = true;
  let resumable = false;
  const first: SseFrame[] = [];

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

  /** Answers in the upstream's place, if nobody else will. */
  function sayLastWord(broke: boolean): boolean {
    if (plan.rpcId === null || outcome !== "unknown" || reader?.betweenFrames !== true)
      return false;
    const word = lastWord({ ended: exchange.ended, broke, resumable });
    if (word === null) return false;
    writer.write(`event: message\ndata: ${failedAnswer(plan.rpcId, word)}\n\n`);
    return true;
  }

  return {
    data(chunk) {
      const frames = read(chunk);
      if (!plan.filtered) write(chunk);
      for (const frame of frames) {
        if (plan.rpcId === null) continue;
        if (frame.data !== null) outcome = outcomeOfMessage(frame.data, plan.rpcId) ?? outcome;
        resumable ||= frame.lines.some((line) => line.startsWith("id:"));
        if (first.length <= MAX_FORM_FRAMES) first.push(frame);
      }
      if (!plan.filtered) return;
      const seen = frames.map((frame) => filterFrame(frame, exchange, plan)).join("");
      if (seen !== "") write(seen);
    },
    done() {
      if (sayLastWord(false)) outcome = "upstream_error";
      const form = plan.rpcId === null ? null : formOfStream(first);
      if (form !== null) limits.noteForm(form);
      close();
      writer.end();
      ended({ outcome, charge: true, upstreamStatus: 200, problem: null });
    },
    failed(failure) {
      const byGate = failure.kind === "stopped" && exchange.ended !== null;
      const told = sayLastWord(true);
      close();
      // A stream that the gate ends is ended properly; one that broke is seen to have broken.
      if (byGate || told) writer.end();
      else response.destroy();
      const answered = outcome === "answered" || outcome === "tool_error";
      const how = outcomeOfFailure(failure, exchange.ended, 200);
      ended({ ...how, outcome: answered ? outcome : how.outcome, problem: null });
    },
  };
}
