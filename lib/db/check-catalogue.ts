import { DEFINER_FUNCTIONS, RUNTIME_ROLES, SHARED_TABLES } from "./allow-list";
import { databaseProblem } from "./database-problem";
import type { Database } from "./open";

export type CatalogueFault = {
  readonly check: string;
  readonly object: string;
  readonly detail: string;
};

/** Anything that can run a query: a pool of any role may read the catalogue. */
type Queryable = Pick<Database["pool"], "query">;

const RUNTIME = RUNTIME_ROLES.map((role) => `'${role}'`).join(", ");
const ISOLATED = "tenant_id = ( SELECT portcullis.tenant_id() AS tenant_id)";

type Check = {
  readonly check: string;
  readonly detail: string;
  /** Returns what breaks the rule, one row an object; an empty answer means that it holds. */
  readonly sql: string;
  /** The list of exceptions that the query takes as $1. */
  readonly allowed?: Readonly<Record<string, string>>;
};

const CHECKS: readonly Check[] = [
  {
    check: "row-level security is on and forced",
    detail: "row-level security is not enabled and forced",
    allowed: SHARED_TABLES,
    sql: `select c.relname as object from pg_class c where c.relnamespace = 'portcullis'::regnamespace
      and c.relkind in ('r', 'p') and c.relname <> all ($1) and not (c.relrowsecurity and c.relforcerowsecurity)`,
  },
  {
    check: "every tenant table has a tenant_id that cannot be null",
    detail: "there is no tenant_id uuid not null",
    allowed: SHARED_TABLES,
    sql: `select c.relname as object from pg_class c where c.relnamespace = 'portcullis'::regnamespace
      and c.relkind in ('r', 'p') and c.relname <> all ($1) and not exists (select from pg_attribute a
        where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnotnull and a.atttypid = 'uuid'::regtype)`,
  },
  {
    check: "exactly one policy a table, for every command, that checks reads and writes",
    detail: "the policy is missing, doubled, or does not compare the verified tenant both ways",
    allowed: SHARED_TABLES,
    sql: `select c.relname as object from pg_class c left join pg_policy p on p.polrelid = c.oid
      where c.relnamespace = 'portcullis'::regnamespace and c.relkind in ('r', 'p') and c.relname <> all ($1)
      group by c.oid, c.relname having count(p.oid) <> 1 or not bool_and(
        p.polcmd = '*' and p.polpermissive and p.polroles = '{0}'
        and strpos(pg_get_expr(p.polqual, c.oid), '${ISOLATED}') > 0
        and strpos(pg_get_expr(p.polqual, c.oid), ' OR ') = 0
        and pg_get_expr(p.polqual, c.oid) = pg_get_expr(p.polwithcheck, c.oid))`,
  },
  {
    check: "keys lead with the tenant",
    detail: "a unique index or foreign key does not carry tenant_id",
    allowed: SHARED_TABLES,
    sql: `select c.relname || '.' || i.relname as object from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
      where c.relnamespace = 'portcullis'::regnamespace and c.relname <> all ($1) and x.indisunique
        and i.relname <> 'tenants_slug_key'
        and x.indkey[0] <> (select a.attnum from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')
      union all
      select k.conrelid::regclass || '.' || k.conname from pg_constraint k join pg_class c on c.oid = k.conrelid
      where k.contype = 'f' and c.relnamespace = 'portcullis'::regnamespace and c.relname <> all ($1)
        and k.conkey[1] <> (select a.attnum from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')`,
  },
  {
    check: "runtime roles own nothing and bypass nothing",
    detail: "the role is privileged, owns something, or is a member of a role that is",
    sql: `select r.rolname as object from pg_roles r where r.rolname in (${RUNTIME}) and (
        r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication
        or exists (select from pg_class c where c.relowner = r.oid and c.relnamespace = 'portcullis'::regnamespace)
        or exists (select from pg_proc f where f.proowner = r.oid and f.pronamespace = 'portcullis'::regnamespace)
        or exists (select from pg_auth_members m where m.member = r.oid))
      union all select 'portcullis_definer' from pg_roles r where r.rolname = 'portcullis_definer'
        and (r.rolcanlogin or r.rolsuper or exists (select from pg_auth_members m where m.roleid = r.oid))`,
  },
  {
    check: "runtime roles hold no right beyond rows",
    detail:
      "the role may truncate, reference, trigger or maintain a table, or create in the schema",
    sql: `select g.grantee || ' ' || g.privilege_type || ' on ' || g.table_name as object
      from information_schema.role_table_grants g where g.table_schema = 'portcullis'
        and g.grantee in (${RUNTIME}, 'PUBLIC') and g.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
      union all select 'PUBLIC on ' || g.table_name from information_schema.role_table_grants g
        where g.table_schema = 'portcullis' and g.grantee = 'PUBLIC'
      union all select r || ' create in portcullis' from unnest(array[${RUNTIME}]) as r
        where has_schema_privilege(r, 'portcullis', 'create') or has_schema_privilege(r, 'public', 'create')`,
  },
  {
    check: "runtime roles cannot read the verification keys",
    detail: "the role can read portcullis.database_keys",
    sql: `select r as object from unnest(array[${RUNTIME}]) as r
      where has_any_column_privilege(r, 'portcullis.database_keys', 'select, insert, update')`,
  },
  {
    check: "no runtime role writes the ledger, decisions or quotas but through their functions",
    detail: "the role may write a table that only a definer function writes",
    sql: `select r || ' on ' || t as object
      from unnest(array[${RUNTIME}]) as r, unnest(array['ledger_entries', 'ledger_heads', 'decisions']) as t
      where has_any_column_privilege(r, ('portcullis.' || t)::regclass, 'insert, update')
        or has_table_privilege(r, ('portcullis.' || t)::regclass, 'delete')`,
  },
  {
    check: "functions with the definer's rights are on the allow-list, pinned and not public",
    detail: "the function is not on the list, has no fixed search_path, or anybody may call it",
    allowed: DEFINER_FUNCTIONS,
    sql: `select f.proname as object from pg_proc f where f.pronamespace = 'portcullis'::regnamespace and (
        (f.prosecdef and (f.proname <> all ($1) or f.proowner <> 'portcullis_definer'::regrole))
        or not exists (select from unnest(f.proconfig) s where s = 'search_path=pg_catalog, pg_temp')
        or f.proacl is null or exists (select from aclexplode(f.proacl) a where a.grantee = 0))`,
  },
  {
    check: "views run with their reader's rights, and nothing is materialised",
    detail: "the view is not security_invoker, or is a materialised view or foreign table",
    sql: `select c.relname as object from pg_class c where c.relnamespace = 'portcullis'::regnamespace
      and (c.relkind in ('m', 'f') or (c.relkind = 'v' and not coalesce('security_invoker=true' = any (c.reloptions), false)))`,
  },
  {
    check: "partitions are protected like their parent",
    detail: "a partition can be reached without a policy",
    sql: `select c.relname as object from pg_class c where c.relnamespace = 'portcullis'::regnamespace and c.relispartition
      and not (c.relrowsecurity and c.relforcerowsecurity)`,
  },
];

/**
 * Holds the live catalogue against the promises of isolation and returns every violation. Run at
 * boot, where one violation stops the start, and by `doctor`.
 */
export async function checkCatalogue(pool: Queryable): Promise<CatalogueFault[]> {
  const faults: CatalogueFault[] = [];
  try {
    for (const { check, detail, sql, allowed } of CHECKS) {
      const { rows } = await pool.query<{ object: string }>(
        sql,
        allowed === undefined ? [] : [Object.keys(allowed)],
      );
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
