import { Problem, toProblem } from "@/lib/kernel";
import type { Exchange } from "./exchange";
import type { Gate } from "./gate";
import { forgetSession } from "./join-session";
import { type Outcome, outcomeOfFailure } from "./outcome";
import { eventStream } from "./relay/event-stream";
import { discard, lateSink } from "./relay/late-sink";
import type { ReplyPlan } from "./relay/reply-plan";
import { streamedJson } from "./relay/streamed-json";
import { wholeReply } from "./relay/whole-reply";
import type { ReplyForm } from "./reply-forms";
import type { BodySink, UpstreamFlow, UpstreamHead } from "./upstream/attempt";
import { readRefusal, saysSessionIsLost } from "./upstream/lost-session";
import type { UpstreamRequest } from "./upstream/port";
import { headerOf, readHead } from "./upstream/read-head";

/**
 * Step 10. Sends the request upstream and passes the answer on, streaming both ways. Resolves when
 * the exchange is over, and never rejects: how it ended is the outcome. Where the client has not been
 * answered yet, the outcome carries the problem it is to be told.
 */
export function forward(
  gate: Gate,
  exchange: Exchange,
  request: UpstreamRequest,
  plan: ReplyPlan,
): Promise<Outcome> {
  return new Promise((settle) => {
    const resolve = (outcome: Outcome): void => {
      // An answer that never began ends with its upstream.
      exchange.steps.end(exchange.steps.has("upstream") ? "answer" : "upstream");
      settle(outcome);
    };
    if (exchange.ended !== null) {
      const nothingSent = { kind: "stopped", sent: false, cause: null } as const;
      resolve(outcomeOfFailure(nothingSent, exchange.ended));
      return;
    }
    const flow = gate.upstream.send(request, {
      head: (head, flow) => receive(gate, exchange, plan, head, flow, resolve),
      failed: (failure) => resolve(outcomeOfFailure(failure, exchange.ended)),
    });
    // Closing the stream to the client closes the one to the upstream.
    exchange.onEnd(() => flow.stop());
  });
}

function receive(
  gate: Gate,
  exchange: Exchange,
  plan: ReplyPlan,
  head: UpstreamHead,
  flow: UpstreamFlow,
  ended: (outcome: Outcome) => void,
): BodySink {
  exchange.steps.end("upstream");
  const read = readHead(head, plan.expected, plan.session !== null);
  if (read.kind === "refused") {
    const gone = read.outcome.problem?.code === "session_not_found";
    if (gone && plan.session !== null && exchange.grant !== null)
      forgetSession(gate, exchange, exchange.grant, plan.session);
    // What a server that does not know the session may say instead of 404.
    if (head.status === 400 && plan.session?.upstream != null && exchange.grant !== null)
      return readRefusal(flow, (body) =>
        ended(refusalOf(gate, exchange, plan, body) ?? read.outcome),
      );
    ended(read.outcome);
    return discard(flow);
  }
  if (read.kind === "nothing") {
    ended({ outcome: "answered", charge: true, upstreamStatus: head.status, problem: null });
    return discard(flow);
  }
  const { kind } = read;
  if (plan.beforeAnswer === undefined)
    return pass(gate, exchange, plan, kind, head, flow, [], ended);
  const prepared = plan.beforeAnswer(head).then(
    (headers) => pass(gate, exchange, plan, kind, head, flow, headers, ended),
    (error: unknown) => {
      const problem = toProblem(error);
      ended({ outcome: "upstream_error", charge: true, upstreamStatus: head.status, problem });
      flow.stop();
      return discard(flow);
    },
  );
  return lateSink(flow, prepared);
}

/** The outcome of a refusal that means the session is gone, or null if it means something else. */
function refusalOf(
  gate: Gate,
  exchange: Exchange,
  { session }: ReplyPlan,
  body: string,
): Outcome | null {
  if (session === null || exchange.grant === null || !saysSessionIsLost(body)) return null;
  forgetSession(gate, exchange, exchange.grant, session);
  const problem = new Problem("session_not_found");
  return { outcome: "upstream_error", charge: true, upstreamStatus: 400, problem };
}

function pass(
  gate: Gate,
  exchange: Exchange,
  plan: ReplyPlan,
  kind: "json" | "events",
  head: UpstreamHead,
  flow: UpstreamFlow,
  headers: readonly string[],
  ended: (outcome: Outcome) => void,
): BodySink {
  const { limits } = gate.settings;
  const { stalledClientMs: stalledMs, keepAliveMs } = limits;
  const maxBytes = plan.filtered ? limits.filteredReplyBytes : limits.bufferedReplyBytes;
  const noteForm = (form: ReplyForm) => {
    const server = exchange.grant?.server.id;
    if (server !== undefined) gate.forms.note(server, form, plan.isToolCall === true);
  };
  if (kind === "events") {
    const how = { frameCharacters: maxBytes, stalledMs, keepAliveMs, noteForm };
    return eventStream(exchange, flow, plan, how, headers, ended);
  }
  const length = Number(headerOf(head, "content-length") ?? Number.NaN);
  const whole = plan.filtered || length <= maxBytes;
  noteForm(whole ? "json" : "chunks");
  if (whole) return wholeReply(exchange, flow, plan, { maxBytes, stalledMs }, headers, ended);
  return streamedJson(exchange, flow, plan, { watchedBytes: maxBytes, stalledMs }, headers, ended);
}
