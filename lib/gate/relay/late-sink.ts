import type { BodySink, UpstreamFlow } from "../upstream/attempt";

/**
 * A sink for a body whose handling is still being prepared. The upstream is paused meanwhile, so
 * what can come before the sink is there is the body's end.
 */
export function lateSink(flow: UpstreamFlow, prepared: Promise<BodySink>): BodySink {
  let sink: BodySink | null = null;
  let early: ((sink: BodySink) => void)[] = [];
  const hand = (event: (sink: BodySink) => void) => {
    if (sink === null) early.push(event);
    else event(sink);
  };
  flow.pause();
  void prepared.then((ready) => {
    sink = ready;
    for (const event of early) event(ready);
    early = [];
    flow.resume();
  });
  return {
    data: (chunk) => hand((to) => to.data(chunk)),
    done: () => hand((to) => to.done()),
    failed: (failure) => hand((to) => to.failed(failure)),
  };
}

const DISCARDED_BYTES = 64 * 1024;
const DISCARDED_MS = 5_000;

/**
 * A sink for a body nobody needs: one that is soon over is read to its end, so that the connection
 * stays. One that trickles on would keep a connection for every call.
 */
export function discard(flow: UpstreamFlow): BodySink {
  let size = 0;
  const timer = setTimeout(() => flow.stop(), DISCARDED_MS);
  timer.unref();
  return {
    data(chunk) {
      size += chunk.length;
      if (size > DISCARDED_BYTES) flow.stop();
    },
    done: () => clearTimeout(timer),
    failed: () => clearTimeout(timer),
  };
}
