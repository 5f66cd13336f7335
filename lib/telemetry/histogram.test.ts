import { expect, it } from "vitest";
import { Histogram } from "./histogram";

it("counts into buckets that hold all below them, as Prometheus reads them", () => {
  const histogram = new Histogram([1, 10]);
  for (const value of [0.5, 1, 5, 100]) histogram.observe(value);
  expect(histogram.lines("t_seconds", 'step="read"')).toEqual([
    't_seconds_bucket{step="read",le="1"} 2',
    't_seconds_bucket{step="read",le="10"} 3',
    't_seconds_bucket{step="read",le="+Inf"} 4',
    't_seconds_sum{step="read"} 106.5',
    't_seconds_count{step="read"} 4',
  ]);
  expect(new Histogram([1]).lines("t")).toEqual([
    't_bucket{le="1"} 0',
    't_bucket{le="+Inf"} 0',
    "t_sum 0",
    "t_count 0",
  ]);
});
