import type { Check } from "./catalogue/check";
import { FUNCTION_CHECKS } from "./catalogue/functions";
import { ROLE_CHECKS } from "./catalogue/roles";
import { TABLE_CHECKS } from "./catalogue/tables";
import { databaseProblem } from "./database-problem";
import type { Database } from "./open";

export type CatalogueFault = {
  readonly check: string;
  readonly object: string;
  readonly detail: string;
};

/** Anything that can run a query: a pool of any role may read the catalogue. */
type Queryable = Pick<Database["pool"], "query">;

const CHECKS: readonly Check[] = [...TABLE_CHECKS, ...ROLE_CHECKS, ...FUNCTION_CHECKS];

/**
 * Holds the live catalogue against the promises of isolation and returns every violation. Run at
 * boot, where one violation stops the start, and by `doctor`. It asks the catalogue itself, not
 * information_schema, which shows a role only what concerns that role.
 */
export async function checkCatalogue(pool: Queryable): Promise<CatalogueFault[]> {
  const faults: CatalogueFault[] = [];
  try {
    for (const { check, detail, sql, values } of CHECKS) {
      const { rows } = await pool.query<{ object: string }>(sql, [...(values ?? [])]);
      faults.push(...rows.map((row) => ({ check, object: row.object, detail })));
    }
  } catch (error) {
    throw databaseProblem(error);
  }
  return faults;
}

/** The names of the checks, in order: what `doctor` prints a row for each. */
export function catalogueChecks(): string[] {
  return CHECKS.map((entry) => entry.check);
}
