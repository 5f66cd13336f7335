import type pg from "pg";
import type { Database } from "@/lib/db";
import type { RuntimeRole, TestDatabase } from "@/lib/db/testing";

/** What the server answered: rows, or the error as far as the client is told. */
export type Outcome = {
  /** The SQLSTATE of a refusal; null where the statement ran. */
  readonly code: string | null;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly count: number;
  /** Everything that the error told, as one text, to compare two refusals by. */
  readonly told: string;
  readonly error: unknown;
};

export type Attempt = (sql: string, values?: readonly unknown[]) => Promise<Outcome>;

const opened = new WeakMap<TestDatabase, Map<string, Database>>();

/** The database as a runtime role, over one connection that all attempts of a file share. */
export function openAs(database: TestDatabase, role: string): Database {
  const byRole = opened.get(database) ?? new Map<string, Database>();
  opened.set(database, byRole);
  const db = byRole.get(role) ?? database.open(role as RuntimeRole, { connections: 1 });
  byRole.set(role, db);
  return db;
}

/**
 * Runs attempts as a role in one transaction that is rolled back, with `token` handed over as
 * request.jwt (nothing handed over where it is undefined). Each attempt stands alone: what it
 * changed is undone, and one that fails does not end the others.
 */
export async function attempting<T>(
  database: TestDatabase,
  role: string,
  token: string | undefined,
  work: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  const client = await openAs(database, role).pool.connect();
  try {
    await client.query("begin");
    if (token !== undefined)
      await client.query("select set_config('request.jwt', $1, true)", [token]);
    return await work((sql, values) => attempt(client, sql, values));
  } finally {
    await client.query("rollback");
    client.release();
  }
}

async function attempt(
  client: pg.PoolClient,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Outcome> {
  await client.query("savepoint attempt");
  try {
    const result = await client.query(sql, [...values]);
    return {
      code: null,
      rows: result.rows,
      count: result.rowCount ?? 0,
      told: "",
      error: undefined,
    };
  } catch (error) {
    return { code: sqlStateOf(error), rows: [], count: 0, told: textOf(error), error };
  } finally {
    await client.query("rollback to savepoint attempt");
  }
}

function sqlStateOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  if (typeof code !== "string") throw error;
  return code;
}

function textOf(error: unknown): string {
  const { message, detail, hint, where, schema, table, column, constraint } =
    error as pg.DatabaseError;
  return JSON.stringify({ message, detail, hint, where, schema, table, column, constraint });
}
