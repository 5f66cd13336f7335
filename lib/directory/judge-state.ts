/** How a directory is doing, as far as what came and what was answered tell. */
export type DirectoryState = "waiting" | "working" | "failing" | "cut-off";

/**
 * A directory without a good token is cut off, whatever came before. One that was never heard is
 * waited for. One whose newest write was refused is failing: its provider believes something that
 * is not so here. Silence is no fault, since most providers speak only when something changes. Pure.
 */
export function stateOf(seen: {
  readonly live: boolean;
  readonly heard: boolean;
  readonly refused: boolean;
}): DirectoryState {
  if (!seen.live) return "cut-off";
  if (seen.refused) return "failing";
  return seen.heard ? "working" : "waiting";
}
