import {
  type Context,
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { GATE_STEPS, type GateStep } from "@/lib/decisions";
import { remoteParent, traceParentOf } from "@/lib/telemetry";
import type { Exchange, ExchangeTrace } from "./exchange";

const tracer = () => trace.getTracer("portcullis.gate");

const MAX_NAME = 128;

/** What a step talks to, where it is not the gate's own work. */
const STEP_FACTS: Partial<Record<GateStep, Record<string, string>>> = {
  record: { "db.system.name": "postgresql", "db.operation.name": "gate_commit" },
};

/**
 * The spans of one exchange: the request itself, and below it a span a step, written once the
 * exchange is over from its clock, so that tracing adds nothing between the steps. Names follow
 * OpenTelemetry's conventions for HTTP and MCP. It says ids, names and codes; no argument, no answer.
 */
class CallTrace implements ExchangeTrace {
  readonly #exchange: Exchange;
  readonly #span: Span;
  readonly #context: Context;
  #upstream: Span | null = null;

  constructor(exchange: Exchange, span: Span, parent: Context) {
    this.#exchange = exchange;
    this.#span = span;
    this.#context = trace.setSpan(parent, span);
  }

  within<T>(work: () => T): T {
    return context.with(this.#context, work);
  }

  callsUpstream(url: URL | null): string {
    const attributes =
      url === null
        ? { "network.transport": "pipe" }
        : { "server.address": url.hostname, "server.port": Number(url.port) || 443 };
    const options = { kind: SpanKind.CLIENT, attributes };
    this.#upstream ??= tracer().startSpan("upstream", options, this.#context);
    return traceParentOf(this.#upstream);
  }

  end(): void {
    const { response, ended } = this.#exchange;
    const status = response.headersSent ? response.statusCode : 0;
    this.#writeSteps();
    this.#sayWho();
    this.#sayWhat();
    this.#span.setAttributes({ "http.response.status_code": status });
    if (ended !== null) this.#span.setAttribute("portcullis.ended", ended);
    if (status >= 500) this.#span.setStatus({ code: SpanStatusCode.ERROR });
    this.#span.end();
  }

  #sayWho(): void {
    const { grant, requestId } = this.#exchange;
    this.#span.setAttribute("portcullis.request_id", requestId);
    if (grant === null) return;
    this.#span.setAttributes({
      "portcullis.tenant_id": grant.tenantId,
      "portcullis.server_id": grant.server.id,
      "portcullis.grant_id": grant.grantId,
    });
  }

  #sayWhat(): void {
    const { message, recorded } = this.#exchange;
    if (message !== null) {
      const method = message.kind === "answer" ? "(answer)" : message.method;
      const tool = message.kind === "call" ? message.tool : null;
      this.#span.updateName((tool === null ? method : `${method} ${tool}`).slice(0, MAX_NAME));
      this.#span.setAttributes({ "rpc.system": "jsonrpc", "mcp.method.name": method });
      if (tool !== null) this.#span.setAttribute("gen_ai.tool.name", tool);
    }
    if (recorded === null) return;
    const { decision, rule, decisionId, ledgerSeq } = recorded;
    this.#span.setAttributes({
      "portcullis.decision": decision,
      "portcullis.decision_id": decisionId,
      "portcullis.ledger_seq": ledgerSeq,
    });
    if (rule !== null) this.#span.setAttribute("portcullis.rule", rule);
  }

  #writeSteps(): void {
    const { steps } = this.#exchange;
    const began = performance.timeOrigin + steps.startedAt;
    let before = 0;
    for (const [n, ended] of steps.ended().entries()) {
      const step = GATE_STEPS[n] as GateStep;
      const times = { from: began + before / 1000, to: began + ended / 1000 };
      // A step that this exchange passed over took no time, and has no span.
      if (ended > before) this.#writeStep(step, times);
      before = ended;
    }
    this.#upstream?.end();
  }

  #writeStep(step: GateStep, { from, to }: { readonly from: number; readonly to: number }): void {
    if (step === "upstream" && this.#upstream !== null) {
      this.#upstream.end(to);
      this.#upstream = null;
      return;
    }
    const attributes = STEP_FACTS[step] ?? {};
    const kind = STEP_FACTS[step] === undefined ? SpanKind.INTERNAL : SpanKind.CLIENT;
    const options = { kind, attributes, startTime: from };
    tracer().startSpan(step, options, this.#context).end(to);
  }
}

/** Begins the trace of an exchange under the span its caller names; null where none is kept. */
export function beginTrace(exchange: Exchange): ExchangeTrace | null {
  const { request, path, steps } = exchange;
  const parent = remoteParent(request.headers);
  const method = request.method ?? "";
  const span = tracer().startSpan(
    `${method} ${path.startsWith("/mcp/") ? "/mcp/{server}" : path}`,
    {
      kind: SpanKind.SERVER,
      attributes: { "http.request.method": method, "url.path": path },
      startTime: performance.timeOrigin + steps.startedAt,
    },
    parent,
  );
  return span.isRecording() ? new CallTrace(exchange, span, parent) : null;
}
