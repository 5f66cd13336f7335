import type { DecisionView } from "@/lib/decisions";

export type TailPage = {
  readonly data: readonly DecisionView[];
  readonly nextCursor: string | null;
};
type Fetch = (cursor: string | null) => Promise<TailPage>;

/** So many rows stay in sight; older ones are on the next page. */
export const KEPT = 300;
/** So many pages are asked for to close a gap; beyond, the list begins anew. */
const MOST_PAGES = 6;

/**
 * The list as it is now, from what was known and what is newest. If more came in between than a page
 * holds, the pages between are asked for, so that nothing is left out. Rows that were known are
 * taken anew where they are given: an open call may have ended.
 */
export async function followTail(known: TailPage, fetch: Fetch): Promise<TailPage> {
  const newest = known.data[0]?.id;
  const page = await fetch(null);
  const fresh = [...page.data];
  let { nextCursor } = page;
  for (let pages = 1; newest !== undefined && !meets(fresh, newest); pages++) {
    // Too much came: what is newest stands alone, and what is older is a page further.
    if (nextCursor === null || pages >= MOST_PAGES) return { data: fresh, nextCursor };
    const older = await fetch(nextCursor);
    fresh.push(...older.data);
    nextCursor = older.nextCursor;
  }
  const byId = new Map([...known.data, ...fresh].map((row) => [row.id, row]));
  const rows = [...byId.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
  const cut = rows.length > KEPT;
  const more = known.data.length > 0 ? known.nextCursor : nextCursor;
  return { data: rows.slice(0, KEPT), nextCursor: cut ? (more ?? "cut") : more };
}

function meets(rows: readonly DecisionView[], newest: string): boolean {
  return rows.some(({ id }) => id <= newest);
}

/** How many rows came since a list was held still. */
export function newSince(held: readonly DecisionView[], now: readonly DecisionView[]): number {
  const newest = held[0]?.id;
  return newest === undefined ? now.length : now.filter(({ id }) => id > newest).length;
}
