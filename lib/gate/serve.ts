import { log, Problem, toProblem } from "@/lib/kernel";
import { beginTrace } from "./call-trace";
import { endSession } from "./end-session";
import type { Exchange } from "./exchange";
import type { Gate } from "./gate";
import { governCall } from "./govern-call";
import { sendProblem } from "./http/answer";
import type { Health } from "./http/health";
import type { Metrics } from "./http/metrics";
import { streamEvents } from "./stream-events";

type Handler = (gate: Gate, exchange: Exchange) => Promise<void>;

const MCP: Readonly<Record<string, Handler>> = {
  POST: governCall,
  GET: streamEvents,
  DELETE: endSession,
};
const MCP_PATH = /^\/mcp\/[^/]+$/;

/** What answers beside the protocol. */
export type Faces = { readonly health: Health; readonly metrics: Metrics };

/** Serves one request: finds what answers it, and turns whatever fails into a problem document. */
export async function serve(gate: Gate, faces: Faces, exchange: Exchange): Promise<void> {
  if (MCP_PATH.test(exchange.path)) exchange.trace = beginTrace(exchange);
  try {
    const handler = handlerFor(exchange, faces);
    const { trace } = exchange;
    await (trace === null ? handler(gate, exchange) : trace.within(() => handler(gate, exchange)));
  } catch (thrown) {
    const problem = toProblem(thrown);
    report(exchange, problem);
    sendProblem(gate.settings, exchange, problem);
  } finally {
    exchange.trace?.end();
  }
}

function handlerFor(exchange: Exchange, { health, metrics }: Faces): Handler {
  const { path } = exchange;
  const method = exchange.request.method ?? "";
  if (path === "/healthz") return only("GET", method, health.alive);
  if (path === "/readyz") return only("GET", method, health.ready);
  if (path === "/metrics") return only("GET", method, metrics.show);
  if (!MCP_PATH.test(path)) throw new Problem("not_found");
  const handler = Object.hasOwn(MCP, method) ? MCP[method] : undefined;
  if (handler === undefined) throw notAllowed(Object.keys(MCP));
  return handler;
}

function only(allowed: string, method: string, handler: (exchange: Exchange) => Promise<void>) {
  if (method !== allowed) throw notAllowed([allowed]);
  return (_gate: Gate, exchange: Exchange) => handler(exchange);
}

function notAllowed(methods: readonly string[]): Problem {
  return new Problem("method_not_allowed", { headers: { allow: methods.join(", ") } });
}

/** What failed in the gate is an error; what failed beside it, upstream or in the database, is not. */
function report(exchange: Exchange, problem: Problem): void {
  if (problem.status < 500) return;
  const fields = {
    request_id: exchange.requestId,
    tenant_id: exchange.grant?.tenantId,
    server: exchange.grant?.server.id,
    code: problem.code,
  };
  if (problem.code === "internal") log.error("request failed", { ...fields, error: problem.cause });
  else log.warn("request refused", { ...fields, why: problem.message, cause: causeOf(problem) });
}

function causeOf(problem: Problem): string | undefined {
  const { cause } = problem;
  return cause instanceof Error ? cause.message || String(cause) : undefined;
}
