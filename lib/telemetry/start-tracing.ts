import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Context,
  type ContextManager,
  context,
  ProxyTracerProvider,
  propagation,
  ROOT_CONTEXT,
  type TracerProvider as TracerSource,
  trace,
} from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { IdleSweepsLeftOut } from "./idle-sweeps";

export type TracingSettings = {
  /** The collector's address for traces, such as `http://localhost:4318/v1/traces`; null is off. */
  readonly endpoint: string | null;
  /** Sent with every export, such as a collector's credential. */
  readonly headers: Readonly<Record<string, string>>;
  /** The share of traces that are kept, 0 to 1. */
  readonly ratio: number;
};

export type Tracing = {
  /** Sends what is left, for two seconds at most, and ends. Never rejects. */
  stop(): Promise<void>;
};

const FLUSH_MILLISECONDS = 2_000;
const EXPORT_MILLISECONDS = 5_000;
const MAX_QUEUE = 4_096;
const MAX_TEXT = 256;

/**
 * Starts sending spans over OTLP/HTTP, once a process; with no endpoint nothing starts, and the API
 * stays what it is without an implementation, which costs next to nothing. Spans wait in a bounded
 * queue: a collector that is slow or away costs spans, never a call.
 */
export function startTracing(service: string, settings: TracingSettings): Tracing {
  if (settings.endpoint === null) return { stop: async () => {} };
  const exporter = new OTLPTraceExporter({
    url: settings.endpoint,
    headers: { ...settings.headers },
    timeoutMillis: EXPORT_MILLISECONDS,
  });
  const root = new TraceIdRatioBasedSampler(settings.ratio);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": service, "process.pid": process.pid }),
    // A caller can ask to be left out of the traces, not to be in them more often than others.
    sampler: new ParentBasedSampler({
      root,
      remoteParentSampled: root,
      remoteParentNotSampled: new AlwaysOffSampler(),
    }),
    // Method and tool names are whatever a client sends.
    spanLimits: { attributeValueLengthLimit: MAX_TEXT },
    spanProcessors: [
      new IdleSweepsLeftOut(new BatchSpanProcessor({ exporter, maxQueueSize: MAX_QUEUE })),
    ],
  });
  const contexts = new AsyncContexts();
  context.setGlobalContextManager(contexts);
  trace.setGlobalTracerProvider(ownSpansOnly(provider));
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  return {
    async stop() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, FLUSH_MILLISECONDS);
      });
      await Promise.race([provider.shutdown().catch(() => {}), late]);
      clearTimeout(timer);
      trace.disable();
      propagation.disable();
      context.disable();
    },
  };
}

/**
 * Libraries bring spans of their own, which quote addresses with their queries, and those may hold
 * what signs somebody in. Only the house's spans are kept.
 */
function ownSpansOnly(provider: TracerSource): TracerSource {
  const none = new ProxyTracerProvider();
  return {
    getTracer: (name, version, options) =>
      (name.startsWith("portcullis") ? provider : none).getTracer(name, version, options),
  };
}

/** The active span follows the asynchronous work that was begun under it. */
class AsyncContexts implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    active: Context,
    work: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.#storage.run(active, () => work.apply(thisArg, args));
  }

  bind<T>(active: Context, target: T): T {
    if (typeof target !== "function") return target;
    const storage = this.#storage;
    return function bound(this: unknown, ...args: unknown[]) {
      return storage.run(active, () => target.apply(this, args));
    } as T;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.#storage.disable();
    return this;
  }
}
