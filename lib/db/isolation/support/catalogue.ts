import type { TestDatabase } from "@/lib/db/testing";

/** A foreign key: `columns[i]` points at `table`'s `targets[i]`. */
export type Reference = {
  readonly table: string;
  readonly columns: readonly string[];
  readonly targets: readonly string[];
};
export type Column = {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
  /** Computed by the database from the others; nobody can write it. */
  readonly generated: boolean;
  /** Check constraints on this column alone, as SQL over its name. */
  readonly checks: readonly string[];
};
export type TenantTable = {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly byWorkspace: boolean;
  readonly primaryKey: readonly string[];
  /** Every unique index, the primary key too, by the columns that it names. */
  readonly uniques: readonly (readonly string[])[];
  readonly references: readonly Reference[];
};

/**
 * Every table that holds a tenant's rows, as the live catalogue tells it. The suites are generated
 * from this, so a new table is covered on the day it is born.
 */
export async function tenantTables(database: TestDatabase): Promise<TenantTable[]> {
  return database.admin<TenantTable>(`
    select c.relname as name,
      bool_or(a.attname = 'workspace_id') as "byWorkspace",
      jsonb_agg(jsonb_build_object(
        'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
        'notNull', a.attnotnull, 'hasDefault', a.atthasdef, 'generated', a.attgenerated <> '',
        'checks', (select coalesce(jsonb_agg(pg_get_expr(k.conbin, c.oid)), '[]') from pg_constraint k
          where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum])
      ) order by a.attnum) as columns,
      (select jsonb_agg(x.attname order by array_position(i.indkey::int2[], x.attnum))
         from pg_index i join pg_attribute x on x.attrelid = i.indrelid and x.attnum = any (i.indkey::int2[])
        where i.indrelid = c.oid and i.indisprimary) as "primaryKey",
      (select coalesce(jsonb_agg(u.names), '[]') from (
         select (select coalesce(jsonb_agg(x.attname), '[]') from pg_attribute x
           where x.attrelid = i.indrelid and x.attnum = any (i.indkey::int2[])) as names
         from pg_index i where i.indrelid = c.oid and i.indisunique) u) as uniques,
      (select coalesce(jsonb_agg(jsonb_build_object('table', k.confrelid::regclass::text,
         'columns', (select jsonb_agg(x.attname order by n) from unnest(k.conkey) with ordinality as l (num, n)
           join pg_attribute x on x.attrelid = k.conrelid and x.attnum = l.num),
         'targets', (select jsonb_agg(x.attname order by n) from unnest(k.confkey) with ordinality as l (num, n)
           join pg_attribute x on x.attrelid = k.confrelid and x.attnum = l.num))), '[]')
         from pg_constraint k where k.conrelid = c.oid and k.contype = 'f') as references
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'portcullis'::regnamespace and c.relkind in ('r', 'p')
    group by c.oid, c.relname having bool_or(a.attname = 'tenant_id') order by c.relname`);
}

/** What a role may do with a table: the columns it may insert or update, and whole-table rights. */
export type Rights = {
  readonly role: string;
  readonly table: string;
  readonly select: boolean;
  readonly delete: boolean;
  readonly insert: readonly string[];
  readonly update: readonly string[];
};

/** The rights of every runtime role on every tenant table, asked of the database one by one. */
export async function rightsOf(
  database: TestDatabase,
  roles: readonly string[],
): Promise<readonly Rights[]> {
  return database.admin<Rights>(
    `select r as role, c.relname as table,
       has_any_column_privilege(r, c.oid, 'select') as select, has_table_privilege(r, c.oid, 'delete') as delete,
       array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
         and has_column_privilege(r, c.oid, a.attnum, 'insert') order by a.attnum) as insert,
       array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
         and has_column_privilege(r, c.oid, a.attnum, 'update') order by a.attnum) as update
     from unnest($1::text[]) as r, pg_class c join pg_attribute t on t.attrelid = c.oid and t.attname = 'tenant_id'
     where c.relnamespace = 'portcullis'::regnamespace and c.relkind in ('r', 'p') order by 1, 2`,
    [roles],
  );
}
