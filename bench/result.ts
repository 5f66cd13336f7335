import { type Measured, median, ratioOf } from "./rounds";

/** One line of the bench's file. Further members beside `ratios` are figures of the same name. */
export type Result = {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** How often this was what stands beside it. */
  readonly ratios: Readonly<Record<string, number>>;
  readonly p50_ms?: number;
  readonly p95_ms?: number;
  readonly p99_ms?: number;
  /** Milliseconds by which the middle call takes longer than through the naive pass-through. */
  readonly added_p50_ms?: number;
  /** Processor time for one call, in microseconds, by contender and process. */
  readonly cpu_us?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** What stands beside it, in the same unit. */
  readonly beside?: Readonly<Record<string, number>>;
};

/** The result of one contender (`of`) beside all others of a run of rounds. */
export function resultOf(
  name: string,
  unit: string,
  of: string,
  measured: ReadonlyMap<string, Measured>,
): Result {
  const one = measured.get(of);
  if (one === undefined) throw new Error(`${of} was not measured.`);
  const others = [...measured.values()].filter((other) => other !== one);
  const named = <T>(pick: (other: Measured) => T) =>
    Object.fromEntries(others.map((other) => [other.name, pick(other)]));
  return {
    name,
    unit,
    value: rounded(median(one.rates)),
    ratios: named((other) => rounded(ratioOf(one, other))),
    p50_ms: rounded(one.p50),
    p95_ms: rounded(one.p95),
    p99_ms: rounded(one.p99),
    cpu_us: Object.fromEntries([...measured].map(([who, { cpu }]) => [who, known(cpu)])),
    beside: named((other) => rounded(median(other.rates))),
  };
}

/** Four digits tell as much as a measurement knows. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

function known(cpu: Readonly<Record<string, number | null>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(cpu).flatMap(([name, micros]) =>
      micros === null ? [] : [[name, Math.round(micros)]],
    ),
  );
}
