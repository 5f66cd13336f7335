import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { discard } from "./late-sink";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function flow() {
  return { pause: vi.fn(), resume: vi.fn(), stop: vi.fn() };
}

it("an unwanted body that is short is read to its end, and its connection kept", () => {
  const upstream = flow();
  const sink = discard(upstream);
  sink.data(Buffer.alloc(1_000));
  sink.done();
  vi.advanceTimersByTime(60_000);
  expect(upstream.stop).not.toHaveBeenCalled();
});

it("one that is long is stopped, and so is one that trickles on", () => {
  const long = flow();
  discard(long).data(Buffer.alloc(100_000));
  expect(long.stop).toHaveBeenCalled();

  const trickling = flow();
  const sink = discard(trickling);
  for (let n = 0; n < 10; n++) {
    sink.data(Buffer.alloc(1));
    vi.advanceTimersByTime(1_000);
  }
  expect(trickling.stop).toHaveBeenCalled();
});
