import { RUNTIME_ROLES } from "../allow-list";

/** One promise of isolation, as a question to the catalogue. */
export type Check = {
  readonly check: string;
  readonly detail: string;
  /** Returns what breaks the promise, one row an object; an empty answer means that it holds. */
  readonly sql: string;
  readonly values?: readonly unknown[];
};

/** The runtime roles as a list of SQL literals. */
export const RUNTIME = RUNTIME_ROLES.map((role) => `'${role}'`).join(", ");

/** Schemas that people fill; the system's own and those of temporary tables are left out. */
export const OF_PEOPLE = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'";

/** Whether an access list entry `a` names a runtime role or everybody. */
export const REACHES_RUNTIME = `(a.grantee = 0 or a.grantee in (select oid from pg_roles where rolname in (${RUNTIME})))`;
