import type { Places, Reach } from "@/lib/access";

/** What a directory says of the workspaces somebody sees; null says nothing. */
export type Sees = Places | null;

const EVERY = "every";

/** As a row holds it: nothing, `every`, or the ids, in one order. */
export function seesColumn(sees: Sees): string[] {
  if (sees === null) return [];
  return sees === EVERY ? [EVERY] : sorted(sees);
}

/** The same read again. */
export function seesFrom(column: readonly string[]): Sees {
  if (column.length === 0) return null;
  return column.includes(EVERY) ? EVERY : sorted(column);
}

/** Whether a directory says the same twice. */
export function sameSees(one: Sees, other: Sees): boolean {
  return JSON.stringify(seesColumn(one)) === JSON.stringify(seesColumn(other));
}

/** Whether two see the same. */
export function sameReach(one: Reach, other: Reach): boolean {
  return one.every === other.every && sameSees(placesOf(one), placesOf(other));
}

/** As requests and answers say it. */
export function placesOf({ every, workspaces }: Reach): Places {
  return every ? EVERY : sorted(workspaces);
}

const sorted = (ids: readonly string[]) => [...new Set(ids)].sort();
