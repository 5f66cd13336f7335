/** Wrong codes in a row that are free. */
export const FREE_FAILURES = 5;
const FIRST_SECONDS = 60;
const LONGEST_SECONDS = 3600;

/**
 * For how many seconds a factor takes no code from where these wrong codes in a row came from. Five are
 * free; then a minute, and twice as long after each further one, up to an hour. A code that is right
 * begins anew. Of a million codes three are right at a time, so a day of guessing from one place finds
 * one with a chance of about one in ten thousand.
 */
export function lockSeconds(failures: number): number {
  if (failures < FREE_FAILURES) return 0;
  return Math.min(FIRST_SECONDS * 2 ** (failures - FREE_FAILURES), LONGEST_SECONDS);
}
