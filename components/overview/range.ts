export const RANGES = {
  hour: {
    label: "Hour",
    words: "the last hour",
    each: "minute",
    steps: 60,
    stepMs: 60_000,
    labels: 6,
  },
  day: {
    label: "Day",
    words: "the last day",
    each: "half hour",
    steps: 48,
    stepMs: 30 * 60_000,
    labels: 6,
  },
  week: {
    label: "Week",
    words: "the last week",
    each: "three hours",
    steps: 56,
    stepMs: 3 * 3_600_000,
    labels: 7,
  },
} as const;

export type RangeName = keyof typeof RANGES;

/** The range an address names; the last day unless it names one. */
export function rangeFrom(value: string | undefined): RangeName {
  return value === "hour" || value === "week" ? value : "day";
}

/**
 * The window of a range as of now. It ends at the end of the running step, so that a bar covers the
 * same minutes however often the page asks again.
 */
export function windowOf(range: RangeName, nowMs: number) {
  const { steps, stepMs } = RANGES[range];
  const to = (Math.floor(nowMs / stepMs) + 1) * stepMs;
  return { from: new Date(to - steps * stepMs), to: new Date(to), buckets: steps };
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A step's time in UTC, with its day where a range spans several. */
export function stepLabel(iso: string, range: RangeName): string {
  return range === "week" ? `${dayLabel(iso)} ${iso.slice(11, 16)}` : iso.slice(11, 16);
}

/** What the axis shows beneath a step: the day in a week, else the time. */
export function axisLabel(iso: string, range: RangeName): string {
  return range === "week" ? dayLabel(iso) : iso.slice(11, 16);
}

function dayLabel(iso: string): string {
  return `${Number(iso.slice(8, 10))} ${MONTHS[Number(iso.slice(5, 7)) - 1] ?? ""}`;
}

/** A scale's top for a highest value: a number people count in, with room above the bar. */
export function niceTop(highest: number): number {
  if (highest <= 4) return 4;
  const magnitude = 10 ** Math.floor(Math.log10(highest));
  const tops = [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10].map((factor) => Math.round(factor * magnitude));
  // Even, so that the line half-way up stands at a whole number of calls.
  return tops.find((top) => top >= highest && top % 2 === 0) ?? 10 * magnitude;
}
