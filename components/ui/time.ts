const STEPS: readonly [limitSeconds: number, unitSeconds: number, unit: string][] = [
  [60, 1, "s"],
  [3600, 60, "min"],
  [86_400, 3600, "h"],
  [30 * 86_400, 86_400, "d"],
];

/** How long ago, as one reads it in a table: `just now`, `42 s ago`, `3 h ago`; older than a month, the date. */
export function ago(iso: string, nowMs: number): string {
  const seconds = Math.round((nowMs - Date.parse(iso)) / 1000);
  const size = Math.abs(seconds);
  if (size < 5) return "just now";
  for (const [limit, unit, name] of STEPS) {
    if (size < limit) {
      const count = Math.floor(size / unit);
      return seconds < 0 ? `in ${count} ${name}` : `${count} ${name} ago`;
    }
  }
  return iso.slice(0, 10);
}

/** The instant in UTC, to the second: `2026-11-26 09:31:07 UTC`. */
export function utc(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** A duration in milliseconds in words: `840 ms`, `2.4 s`, `3 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

/** A count as one reads it: thousands are set apart. */
export function count(n: number): string {
  return n.toLocaleString("en-GB").replaceAll(",", "\u2009");
}

/** "1 call", "2 calls". */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}
