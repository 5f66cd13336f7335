import { GATE_STEPS, type GateStep } from "@/lib/decisions";

const POSITION = Object.fromEntries(GATE_STEPS.map((step, n) => [step, n])) as Record<
  GateStep,
  number
>;
/** What a row of the decision log can hold: 35 minutes. A stream that lasts longer shows as that. */
const LONGEST_MICROSECONDS = 2_147_483_647;

/** When the steps of one exchange ended, by the monotonic clock of this process. */
export class StepClock {
  readonly startedAt = performance.now();
  readonly #ended: number[] = [];

  /** Notes that a step has ended. One that was passed over took no time; the first end stands. */
  end(step: GateStep): void {
    const position = POSITION[step];
    const ended = this.#ended;
    if (ended.length > position) return;
    const before = ended.at(-1) ?? 0;
    while (ended.length < position) ended.push(before);
    const microseconds = Math.round((performance.now() - this.startedAt) * 1000);
    ended.push(Math.min(microseconds, LONGEST_MICROSECONDS));
  }

  has(step: GateStep): boolean {
    return this.#ended.length > POSITION[step];
  }

  /** Microseconds since the exchange began at which each step ended, in the order of the steps. */
  ended(): number[] {
    return this.#ended.slice();
  }
}
