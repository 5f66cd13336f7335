import type { IncomingMessage, ServerResponse } from "node:http";
import { context, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { type Config, Problem } from "@/lib/kernel";
import { about, Histogram, METRICS_TYPE, metricsFace, remoteParent } from "@/lib/telemetry";

export type ConsoleWatch = {
  /** Answers a request through `answer`, in a span of its own, and counts it once it is over. */
  around(
    request: IncomingMessage,
    response: ServerResponse,
    answer: () => Promise<void>,
  ): Promise<void>;
  /** Answers `/metrics`. Rejects with the problem of who may not read it. */
  show(request: IncomingMessage, response: ServerResponse): Promise<void>;
};

/** Asked every few seconds by a machine: traces of it would bury the others. */
const UNTRACED = new Set(["/healthz", "/readyz"]);
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Counts and traces what the console answers. Figures name doors, methods and states; no tenant. */
export function watchConsole(config: Pick<Config, "mode" | "metricsToken">): ConsoleWatch {
  const answers = new Map<string, number>();
  const seconds = { api: new Histogram(), page: new Histogram() };
  let running = 0;
  const face = metricsFace(config, figures);

  function figures(): string[] {
    return [
      ...about("portcullis_console_responses_total", "counter", "Answers by door and HTTP status."),
      ...[...answers]
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([labels, count]) => `portcullis_console_responses_total{${labels}} ${count}`),
      ...about("portcullis_console_running", "gauge", "Requests that are being served."),
      `portcullis_console_running ${running}`,
      ...about("portcullis_console_seconds", "histogram", "Time until an answer was complete."),
      ...seconds.api.lines("portcullis_console_seconds", 'door="api"'),
      ...seconds.page.lines("portcullis_console_seconds", 'door="page"'),
    ];
  }

  return {
    async around(request, response, answer) {
      const path = request.url?.split("?", 1)[0] ?? "/";
      const door = path.startsWith("/api/") ? "api" : "page";
      const began = performance.now();
      const span = UNTRACED.has(path) ? null : beginSpan(request, path);
      running++;
      response.once("close", () => {
        running--;
        // 0 is a client that left before its answer.
        const status = response.headersSent ? response.statusCode : 0;
        const labels = `door="${door}",status="${status}"`;
        answers.set(labels, (answers.get(labels) ?? 0) + 1);
        seconds[door].observe((performance.now() - began) / 1000);
        endSpan(span, status);
      });
      if (span === null) return await answer();
      await context.with(trace.setSpan(context.active(), span), answer);
    },
    async show(request, response) {
      if (request.method !== "GET")
        throw new Problem("method_not_allowed", { headers: { allow: "GET" } });
      const text = await face.show(request.headers.authorization);
      response.writeHead(200, { "content-type": METRICS_TYPE, "cache-control": "no-store" });
      response.end(text);
    },
  };
}

function beginSpan(request: IncomingMessage, path: string): Span {
  const { method = "" } = request;
  // Ids in a name would make every request a kind of its own.
  const route = path.replace(ID, "{id}").replace(/^\/t\/[^/]+/, "/t/{tenant}");
  const attributes = {
    "http.request.method": method,
    "url.path": path,
    "portcullis.request_id": String(request.headers["x-request-id"] ?? ""),
  };
  return trace
    .getTracer("portcullis.console")
    .startSpan(
      `${method} ${route.slice(0, 128)}`,
      { kind: SpanKind.SERVER, attributes },
      remoteParent(request.headers),
    );
}

function endSpan(span: Span | null, status: number): void {
  if (span === null) return;
  span.setAttribute("http.response.status_code", status);
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
