import * as z from "zod";

/** By which column a list is sorted; with a minus, the other way round. */
export type Sort<Column extends string> = Column | `-${Column}`;

/** The `sort` of a list that can be sorted by these columns. */
export function sortSchema<const Column extends string>(columns: readonly [Column, ...Column[]]) {
  const [first, ...more] = columns;
  const downwards = columns.map((column) => `-${column}` as const);
  return z
    .enum([first, ...more, ...downwards])
    .optional()
    .describe("By which column; with a minus, the other way round. What has no value comes last.");
}
