import type { Sort } from "@/lib/kernel/sort.schema";
import type { Head } from "./table";

type HeadSort = NonNullable<Parameters<typeof Head>[0]["sort"]>;

/** How a table stands, and where it would stand otherwise. */
export type Sorting<Column extends string> = {
  readonly sort: Sort<Column>;
  readonly hrefOf: (sort: Sort<Column>) => string;
};

/** What the head of a column says: whether the table is sorted by it, and its link to do so. */
export function sortedBy<Column extends string>(
  { sort, hrefOf }: Sorting<Column>,
  column: Column,
): { readonly sort: HeadSort } {
  const upwards = sort === column;
  const downwards = sort === `-${column}`;
  const direction = upwards ? "ascending" : downwards ? "descending" : undefined;
  return { sort: { href: hrefOf(upwards ? `-${column}` : column), direction } };
}

/** The order that an address names, if it is one of these columns'. */
export function sortIn<Column extends string>(
  columns: readonly Column[],
  text: string | undefined,
): Sort<Column> | undefined {
  return columns.flatMap((column) => [column, `-${column}` as const]).find((one) => one === text);
}
