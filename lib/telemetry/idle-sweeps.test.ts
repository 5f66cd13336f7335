import { afterAll, beforeAll, expect, it } from "vitest";
import { inSpan, inSweep, startTracing } from ".";
import { type Collector, collector } from "./testing/collector";

let kept: Collector;
beforeAll(async () => {
  kept = await collector();
  const tracing = startTracing("test", { endpoint: kept.endpoint, headers: {}, ratio: 1 });
  const within = (name: string, done: number) => () => inSpan(name, {}, async () => done);
  await inSweep("found nothing", within("looked in vain", 0));
  await Promise.all([
    inSweep("found nothing beside it", within("looked in vain, too", 0)),
    inSweep("did something", within("a piece of it", 3)),
    inSpan("no sweep", {}, within("a piece of that", 0)),
  ]);
  await inSweep("one part failed", async () => {
    const failing = inSpan("the part", {}, async () => Promise.reject(new Error("no")));
    await failing.catch(() => {});
    return 0;
  });
  await inSweep("failed", async () => Promise.reject(new Error("no"))).catch(() => {});
  await tracing.stop();
});
afterAll(() => kept.close());

it("of work that comes again and again, only what did something or failed is kept, whole", () => {
  expect(kept.spans.map(({ name }) => name).sort()).toEqual([
    "a piece of it",
    "a piece of that",
    "did something",
    "failed",
    "no sweep",
    "one part failed",
    "the part",
  ]);
});

it("a piece stands below its sweep", () => {
  const named = (name: string) => kept.spans.find((span) => span.name === name);
  expect(named("a piece of it")?.parentSpanId).toBe(named("did something")?.spanId);
});
