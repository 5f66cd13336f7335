const FIRST_MS = 250;
const LONGEST_MS = 10_000;
/** A child that stayed up this long has recovered: its next fault is a first one again. */
export const STEADY_MS = 30_000;

/**
 * How long to wait before a crashed child starts again: a quarter of a second, doubled with each
 * crash in a row, ten seconds at most. `crashes` counts those in a row, this one included.
 */
export function restartDelay(crashes: number): number {
  return Math.min(FIRST_MS * 2 ** Math.max(0, crashes - 1), LONGEST_MS);
}

/** The crashes in a row after one more, given how long the child had been up. */
export function countCrash(crashesBefore: number, upMs: number): number {
  return upMs >= STEADY_MS ? 1 : crashesBefore + 1;
}
