const DAY_MS = 86_400_000;
/** How long ahead a date is spoken of; of a short review, not before its second half. */
const AHEAD_MS = 7 * DAY_MS;

/** What is to be told of an open review's date at that moment, if anything. Pure. */
export function dueStage(
  { createdAt, dueAt }: { readonly createdAt: Date; readonly dueAt: Date },
  at: Date,
): "due-soon" | "overdue" | null {
  const left = dueAt.getTime() - at.getTime();
  if (left <= 0) return "overdue";
  const half = (dueAt.getTime() - createdAt.getTime()) / 2;
  return left <= Math.min(AHEAD_MS, half) ? "due-soon" : null;
}
