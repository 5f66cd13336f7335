import type pg from "pg";
import { databaseProblem } from "./database-problem";
import type { Database } from "./open";

const ROWS_AT_ONCE = 2_000;

export type DumpedRow = Readonly<Record<string, unknown>>;
type OfTable = (
  table: string,
  rows: AsyncIterable<readonly DumpedRow[]>,
  /** Which of its columns are binary. */
  binary: ReadonlySet<string>,
) => Promise<void>;

/**
 * Hands all rows of one tenant to `take`, table by table as the catalogue has them, a few thousand at
 * once, all of one snapshot. Over the administrator's connection: a role under policies, which would
 * give a part for the whole, is refused.
 */
export async function dumpTenant(db: Database, tenantId: string, take: OfTable): Promise<void> {
  const client = await db.pool.connect().catch((error: unknown) => {
    throw databaseProblem(error);
  });
  try {
    await client.query("begin isolation level repeatable read, read only");
    await client.query("set local row_security = off");
    const { rows: tables } = await client.query<{ name: string; binary: string[] }>(
      `select c.relname as name, array(select b.attname::text from pg_attribute b
         where b.attrelid = c.oid and b.atttypid = 'bytea'::regtype and not b.attisdropped) as binary from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
       where c.relnamespace = 'portcullis'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       order by 1`,
    );
    for (const { name, binary } of tables)
      await take(name, rowsOf(client, name, tenantId), new Set(binary));
  } catch (error) {
    throw databaseProblem(error);
  } finally {
    await client.query("rollback").catch(() => undefined);
    client.release();
  }
}

async function* rowsOf(client: pg.PoolClient, table: string, tenantId: string) {
  const name = client.escapeIdentifier(table);
  await client.query(
    `declare rows_of_table no scroll cursor for
     select to_jsonb(t) as row from portcullis.${name} t where tenant_id = ${client.escapeLiteral(tenantId)}`,
  );
  for (;;) {
    const { rows } = await client.query<{ row: DumpedRow }>(
      `fetch ${ROWS_AT_ONCE} from rows_of_table`,
    );
    if (rows.length === 0) break;
    yield rows.map(({ row }) => row);
  }
  await client.query("close rows_of_table");
}
