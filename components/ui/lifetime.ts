/** The ends that what opens a door can be given, in days from now; null for none. */
export const LIFETIMES = [
  { value: "1", label: "1 day", days: 1 },
  { value: "7", label: "7 days", days: 7 },
  { value: "30", label: "30 days", days: 30 },
  { value: "90", label: "90 days", days: 90 },
  { value: "365", label: "1 year", days: 365 },
  { value: "none", label: "Until it is revoked", days: null },
] as const;

/** The end of a lifetime that begins now, as the control API takes it. */
export function endOf(value: string, nowMs: number): string | null {
  const days = LIFETIMES.find((lifetime) => lifetime.value === value)?.days ?? null;
  return days === null ? null : new Date(nowMs + days * 86_400_000).toISOString();
}
