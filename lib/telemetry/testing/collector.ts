import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type CollectedSpan = {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: Readonly<Record<string, unknown>>;
};

export type Collector = {
  readonly endpoint: string;
  readonly spans: readonly CollectedSpan[];
  /** Everything received, as it came. */
  readonly text: () => string;
  close(): Promise<void>;
};

type Value = { readonly stringValue?: string; readonly intValue?: string | number };
type Sent = {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<CollectedSpan, "attributes"> & {
        readonly attributes: readonly { readonly key: string; readonly value: Value }[];
      })[];
    }[];
  }[];
};

/** A collector that keeps what is exported to it over OTLP/HTTP in JSON. */
export async function collector(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  let received = "";
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    received += text;
    for (const { scopeSpans } of (JSON.parse(text) as Sent).resourceSpans)
      for (const scope of scopeSpans)
        for (const span of scope.spans) {
          const pairs = span.attributes.map(({ key, value }) => [
            key,
            value.stringValue ?? Number(value.intValue),
          ]);
          spans.push({ ...span, attributes: Object.fromEntries(pairs) });
        }
    response.setHeader("content-type", "application/json").end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}/v1/traces`,
    spans,
    text: () => received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
