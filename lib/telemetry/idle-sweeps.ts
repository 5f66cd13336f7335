import { type Context, SpanStatusCode } from "@opentelemetry/api";
import type { ReadableSpan, Span, SpanProcessor } from "@opentelemetry/sdk-trace";
import { inSpan } from "./in-span";

const SWEEP = "portcullis.sweep";
const DONE = "portcullis.done";
/** Spans of one sweep that are held until it is known whether it did anything. */
const MAX_HELD = 2_000;

/**
 * Runs a piece of work that comes again and again and mostly finds nothing to do. `work` says how many
 * things it did; where that is none and nothing failed, nothing of it is kept.
 */
export function inSweep(name: string, work: () => Promise<number>): Promise<number> {
  return inSpan(name, { attributes: { [SWEEP]: true } }, async (span) => {
    const done = await work();
    span.setAttribute(DONE, done);
    return done;
  });
}

/** Hands spans on, those of a sweep only once it has ended and did something, or failed. */
export class IdleSweepsLeftOut implements SpanProcessor {
  readonly #next: SpanProcessor;
  readonly #held = new Map<string, ReadableSpan[]>();

  constructor(next: SpanProcessor) {
    this.#next = next;
  }

  onStart(span: Span, parent: Context): void {
    if (span.parentSpanContext === undefined && span.attributes[SWEEP] === true)
      this.#held.set(span.spanContext().traceId, []);
    this.#next.onStart(span, parent);
  }

  onEnd(span: ReadableSpan): void {
    const { traceId } = span.spanContext();
    const held = this.#held.get(traceId);
    if (held === undefined) {
      this.#next.onEnd(span);
      return;
    }
    if (held.length < MAX_HELD) held.push(span);
    if (span.parentSpanContext !== undefined) return;
    this.#held.delete(traceId);
    const done = Number(span.attributes[DONE] ?? 0) > 0;
    const failed = held.some(({ status }) => status.code === SpanStatusCode.ERROR);
    if (!done && !failed) return;
    for (const one of held) if (one !== span) this.#next.onEnd(one);
    this.#next.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.#next.forceFlush();
  }

  shutdown(): Promise<void> {
    this.#held.clear();
    return this.#next.shutdown();
  }
}
