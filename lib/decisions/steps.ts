/** The steps of a governed call that take time, in their order. */
export const GATE_STEPS = [
  "authenticate",
  "read",
  "session",
  "judge",
  "record",
  "upstream",
  "answer",
] as const;
export type GateStep = (typeof GATE_STEPS)[number];

/** How long one step of a call took. */
export type StepDuration = { readonly step: GateStep; readonly microseconds: number };

/**
 * What each step took, from when each ended, in microseconds since the call arrived. A call that
 * ended early has the steps it came to; those of a later release are left out.
 */
export function stepDurations(ended: readonly number[]): StepDuration[] {
  return GATE_STEPS.slice(0, ended.length).map((step, n) => ({
    step,
    microseconds: Math.max(0, (ended[n] ?? 0) - (n === 0 ? 0 : (ended[n - 1] ?? 0))),
  }));
}
