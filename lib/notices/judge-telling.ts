/** How long something must have failed before people are told, and how long it must have worked, in minutes. */
const FAILED_MINUTES = 5;
const WORKED_MINUTES = 30;

/** What is known of something that can fail, and what people were told of it. */
export type Seen = {
  readonly seenAmiss: boolean;
  /** Since when it has been so; null if it never was otherwise. */
  readonly turnedAt: Date | null;
  readonly toldAmiss: boolean;
};

/**
 * What is to be said of something that can fail, and what is known then: once when it has failed for five
 * minutes, and once when it has worked for thirty after that. What comes and goes faster than that is one
 * outage, so that nobody is told of each turn. Pure.
 */
export function judgeTelling(
  seen: Seen,
  amiss: boolean,
  at: Date,
): { readonly seen: Seen; readonly tell: "failing" | "works" | null } {
  const turned = amiss !== seen.seenAmiss;
  const turnedAt = turned ? at : seen.turnedAt;
  const minutes = amiss ? FAILED_MINUTES : WORKED_MINUTES;
  const lasted = turnedAt !== null && +at - +turnedAt >= minutes * 60_000;
  const tell = amiss !== seen.toldAmiss && lasted ? (amiss ? "failing" : "works") : null;
  const toldAmiss = tell === null ? seen.toldAmiss : amiss;
  return { seen: { seenAmiss: amiss, turnedAt, toldAmiss }, tell };
}
