import { type Problem, problemDocument } from "@/lib/kernel";
import type { Exchange } from "../exchange";
import { rpcCodeOf } from "../mcp/rpc-problem";
import type { GateSettings } from "../settings";

/** Sends a small JSON body. */
export function sendJson(exchange: Exchange, status: number, body: string): void {
  const { response, requestId } = exchange;
  if (response.destroyed) return;
  response.writeHead(status, [
    "x-request-id",
    requestId,
    "content-type",
    "application/json",
    "content-length",
    String(Buffer.byteLength(body)),
  ]);
  response.end(body);
}

/** Sends no body at all. */
export function sendNothing(exchange: Exchange, status: 202 | 204): void {
  exchange.response.writeHead(status, ["x-request-id", exchange.requestId]);
  exchange.response.end();
}

/** Sends a problem document. Under /mcp it is a JSON-RPC error as well, for clients of that protocol. */
export function sendProblem(settings: GateSettings, exchange: Exchange, problem: Problem): void {
  const { response, requestId, path } = exchange;
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const rpc = path.startsWith("/mcp/") ? rpcMembers(exchange, problem) : {};
  const document = problemDocument(problem, {
    origin: settings.consoleOrigin,
    instance: path,
    requestId,
  });
  const body = JSON.stringify({ ...document, ...rpc });
  response.writeHead(problem.status, {
    "x-request-id": requestId,
    "content-type": "application/problem+json",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    ...problem.headers,
  });
  response.end(body);
}

function rpcMembers(exchange: Exchange, problem: Problem): Record<string, unknown> {
  const code = rpcCodeOf(problem);
  const { rule } = problem.extensions;
  const by = typeof rule === "string" ? ` Rule: ${rule}.` : "";
  const message = `${problem.detail}${by} Request id: ${exchange.requestId}.`;
  return { jsonrpc: "2.0", id: exchange.rpcId, error: { code, message } };
}
