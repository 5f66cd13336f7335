/*
 * Contenders against one another in one run: every round runs each of them once, the order goes
 * round, and what is reported is the middle of the rounds. A machine that is slower for a while is
 * slower for all of them.
 */
import { cpuSeconds } from "./process/cpu";
import type { SlotResult } from "./process/slot";

export type Contender = {
  readonly name: string;
  /** Runs one slot. */
  readonly run: () => Promise<SlotResult>;
  /** Whose processor time is counted, by name. */
  readonly processes: Readonly<Record<string, number>>;
};

export type Measured = {
  readonly name: string;
  /** What was done a second, a round each. */
  readonly rates: readonly number[];
  /** Milliseconds: the middle of the rounds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Processor time for one piece of work, by process, in microseconds; null where it is not told. */
  readonly cpu: Readonly<Record<string, number | null>>;
  /** Everything that was done, warm-up and all. */
  readonly total: number;
};

/** Runs `rounds` rounds and gives what was measured, by contender. */
export async function runRounds(
  contenders: readonly Contender[],
  rounds: number,
): Promise<Map<string, Measured>> {
  const slots = new Map<string, { result: SlotResult; cpu: Record<string, number | null> }[]>();
  for (let round = 0; round < rounds; round++) {
    for (let n = 0; n < contenders.length; n++) {
      const contender = contenders[(n + round) % contenders.length] as Contender;
      const before = readCpu(contender);
      const result = await contender.run();
      const cpu = difference(before, readCpu(contender));
      slots.set(contender.name, [...(slots.get(contender.name) ?? []), { result, cpu }]);
    }
  }
  return new Map(
    [...slots].map(([name, of]) => [
      name,
      {
        name,
        rates: of.map(({ result }) => result.done / result.seconds),
        p50: median(of.map(({ result }) => result.p50)),
        p95: median(of.map(({ result }) => result.p95)),
        p99: median(of.map(({ result }) => result.p99)),
        cpu: cpuPerCall(of),
        total: of.reduce((sum, { result }) => sum + result.total, 0),
      },
    ]),
  );
}

/** How one contender did beside another: the middle of the rounds' own ratios. */
export function ratioOf(one: Measured | undefined, other: Measured | undefined): number {
  if (one === undefined || other === undefined) return Number.NaN;
  return median(one.rates.map((rate, round) => rate / (other.rates[round] ?? Number.NaN)));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function readCpu({ processes }: Contender): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(processes).map(([name, pid]) => [name, cpuSeconds(pid)]),
  );
}

function difference(
  before: Record<string, number | null>,
  after: Record<string, number | null>,
): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(after).map(([name, seconds]) => {
      const earlier = before[name];
      return [name, seconds === null || earlier == null ? null : seconds - earlier];
    }),
  );
}

function cpuPerCall(
  slots: readonly { result: SlotResult; cpu: Record<string, number | null> }[],
): Record<string, number | null> {
  const total = slots.reduce((sum, { result }) => sum + result.total, 0);
  const names = Object.keys(slots[0]?.cpu ?? {});
  return Object.fromEntries(
    names.map((name) => {
      const seconds = slots.map(({ cpu }) => cpu[name] ?? Number.NaN);
      const sum = seconds.reduce((a, b) => a + b, 0);
      return [name, Number.isNaN(sum) ? null : (sum / total) * 1e6];
    }),
  );
}
