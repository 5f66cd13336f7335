/**
 * Telemetry: what an operator sees of the running processes. Spans by the OpenTelemetry API, figures
 * in the Prometheus text format. Neither is proof of anything: that is the ledger. Neither carries a
 * value of a call, and neither can fail one.
 */

export { about, Histogram } from "./histogram";
export { inSweep } from "./idle-sweeps";
export { inSpan, nameSpan, type SpanFacts } from "./in-span";
export { METRICS_TYPE, type MetricsFace, metricsFace } from "./metrics-face";
export { askedSeldom, type Dependency, type Readiness, readiness } from "./readiness";
export { startTracing, type Tracing, type TracingSettings } from "./start-tracing";
export { remoteParent, traceParentOf } from "./trace-parent";
