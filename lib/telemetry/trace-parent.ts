import { type Context, ROOT_CONTEXT, type Span, trace } from "@opentelemetry/api";
import { parseTraceParent, TRACE_PARENT_HEADER } from "@opentelemetry/core";

/** The caller's span that a request names (W3C Trace Context), or none: a header that does not parse names none. */
export function remoteParent(headers: NodeJS.Dict<string | string[]>): Context {
  const sent = headers[TRACE_PARENT_HEADER];
  const parent = typeof sent === "string" ? parseTraceParent(sent) : null;
  if (parent === null) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
}

/** The header that names a span to whom it calls (W3C Trace Context). */
export function traceParentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${(traceFlags & 1).toString().padStart(2, "0")}`;
}
