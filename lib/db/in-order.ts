import type { Sort } from "@/lib/kernel/sort.schema";

type Way = "asc" | "desc";

/** What each column of a list is to the database, one way and the other. */
export type OrderBy<Column extends string, By> = Readonly<Record<Column, (way: Way) => By>>;

/**
 * How a sorted list is read a page at a time: in the order of a column, and of the id where that is the
 * same. A page begins behind the row that `cursor` names, wherever that stands by now; behind a row that
 * is no more, there is nothing.
 */
export function inOrder<Column extends string, By>(
  sort: Sort<Column>,
  by: OrderBy<Column, By>,
  page: { readonly tenantId: string; readonly cursor?: string | null | undefined },
) {
  const way: Way = sort.startsWith("-") ? "desc" : "asc";
  const column = sort.replace("-", "") as Column;
  const { tenantId, cursor } = page;
  return {
    orderBy: [by[column](way), { id: way }],
    ...(cursor == null ? {} : { cursor: { tenantId_id: { tenantId, id: cursor } }, skip: 1 }),
  };
}

/** What has no value comes last, whichever way the others go. */
export const valuesFirst = (way: Way) => ({ sort: way, nulls: "last" }) as const;
