/** How a directory is doing, as far as what came and what was answered tell. */
export type DirectoryState = "waiting" | "working" | "failing" | "silent" | "cut-off";

const HOUR_MS = 60 * 60 * 1000;

/**
 * A directory without a good token is cut off, whatever came before. One that was never heard is
 * waited for. One whose newest write was refused is failing: its provider believes something that
 * is not so here. One that was heard before, and not for as long as its organisation says, is silent:
 * who leaves at the provider may not leave here. Where nothing is said, silence is no fault, since some
 * providers speak only when something changes. Pure.
 */
export function stateOf(seen: {
  readonly live: boolean;
  readonly heardAt: Date | null;
  readonly refused: boolean;
  readonly silentAfterHours: number | null;
  readonly at: Date;
}): DirectoryState {
  const { live, heardAt, refused, silentAfterHours, at } = seen;
  if (!live) return "cut-off";
  if (refused) return "failing";
  if (heardAt === null) return "waiting";
  const silent = silentAfterHours !== null && +at - +heardAt > silentAfterHours * HOUR_MS;
  return silent ? "silent" : "working";
}
