import { type Attributes, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { Problem } from "@/lib/kernel";

/** What a span says of its work. Names, ids and codes; never a value of a call. */
export type SpanFacts = {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
};

const tracer = () => trace.getTracer("portcullis");

/**
 * Runs `work` in a span of its own, under the one that is active. What is thrown goes on as it is;
 * the span keeps its code only, since the message of an error may quote what it failed on.
 */
export async function inSpan<T>(
  name: string,
  { kind = SpanKind.INTERNAL, attributes = {} }: SpanFacts,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  return await tracer().startActiveSpan(name, { kind, attributes }, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      if (!(error instanceof Problem && error.status < 500)) {
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.setAttribute("error.type", codeOf(error));
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Adds what is known by now to the active span: its better name, and facts. */
export function nameSpan(name: string, attributes: Attributes): void {
  const span = trace.getActiveSpan();
  span?.updateName(name).setAttributes(attributes);
}

function codeOf(error: unknown): string {
  if (error instanceof Problem) return error.code;
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    return error.code;
  }
  return error instanceof Error ? error.name : "unknown";
}
