/** What became of sign-ins that were refused, in words for those who look after them. */
export { findTrace } from "./find-trace";
export { listTraces, type TraceView } from "./list-traces";
export { noteTrace, type Trace, writeTrace } from "./note-trace";
export { REFUSAL_WORDS, refusalWords, type SignInReason } from "./refusal-words";
export { traceViewSchema } from "./trace.schema";
