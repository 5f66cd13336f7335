const DAY_MS = 86_400_000;

/** The day of an instant, as a date field holds it: `2027-03-31`, in UTC. */
export function dayOf(at: Date | string): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The day that lies so many days ahead. */
export function dayAhead(days: number, nowMs: number): string {
  return dayOf(new Date(nowMs + days * DAY_MS));
}

/** The end of a day in UTC, as the control API takes it; the text itself where it is no day. */
export function endOfDay(day: string): string {
  return /^\d{4,6}-\d\d-\d\d$/.test(day) ? `${day}T23:59:59Z` : day;
}
