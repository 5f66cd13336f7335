import { asAdmin } from "../../bin/database/admin";
import { evaluation } from "../house/house";

/** Runs SQL in the house's database past every policy. */
export async function sql<Row = Record<string, unknown>>(
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const { rows } = await asAdmin(evaluation().database, (client) =>
    client.query(text, [...values]),
  );
  return rows as Row[];
}

/** Every row of every table that holds what is a tenant's, by table, as the catalogue has them now. */
export async function rowsOf(tenantId: string): Promise<Map<string, Record<string, unknown>[]>> {
  return await asAdmin(evaluation().database, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `select c.relname as name from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
       where c.relnamespace = 'portcullis'::regnamespace and c.relkind in ('r', 'p')
         and not c.relispartition order by 1`,
    );
    const found = new Map<string, Record<string, unknown>[]>();
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: Record<string, unknown> }>(
        `select to_jsonb(t) as row from portcullis.${client.escapeIdentifier(name)} t where tenant_id = $1`,
        [tenantId],
      );
      found.set(
        name,
        rows.map(({ row }) => row),
      );
    }
    return found;
  });
}

/** The columns of those tables that hold texts, as `table.column`. */
export async function textColumns(): Promise<string[]> {
  const rows = await sql<{ name: string }>(
    `select c.relname || '.' || a.attname as name from pg_class c
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'portcullis'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and exists (select from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant_id')
       and a.atttypid in ('text'::regtype, 'text[]'::regtype, 'jsonb'::regtype)
     order by 1`,
  );
  return rows.map(({ name }) => name);
}
