/** Anything that runs a statement with values. */
export type Ask = (
  sql: string,
  values?: readonly unknown[],
) => Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;

/** What of a plan repeats the statement, and what of it is the machine's and not the data's. */
const REPEATED =
  /Cond$|^(?:One-Time )?Filter$|^Output$|^(?:Local|Temp) |Dirtied|Written|I\/O|Memory|^Heap Blocks$/;

/**
 * What EXPLAIN tells of a statement: nodes, estimates and, where it was run, the rows and blocks each
 * node met. The statement's own texts are left out, so that two that differ in a value compare.
 */
export async function planOf(
  ask: Ask,
  sql: string,
  values: readonly unknown[],
  run: boolean,
): Promise<unknown> {
  const options = run
    ? "analyze, buffers, timing off, summary off, format json"
    : "buffers off, summary off, format json";
  // The first run may set hint bits and load blocks, which the second does not meet.
  if (run) await ask(sql, values);
  const { rows } = await ask(`explain (${options}) ${sql}`, values);
  const [plan] = (rows[0]?.["QUERY PLAN"] ?? []) as { Plan?: unknown }[];
  if (plan?.Plan === undefined) throw new Error("EXPLAIN gave no plan");
  return strip(plan.Plan);
}

function strip(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(strip);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([name]) => !REPEATED.test(name))
      .map(([name, value]) => [name, strip(value)]),
  );
}
