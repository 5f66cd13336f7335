/** The wall clock. One place, so that a test can hold it still. */
export function now(): Date {
  return new Date();
}
