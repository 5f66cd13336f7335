import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import type { DatabaseKey } from "@/lib/crypto";
import { type Database, openDatabase } from "../open";
import { RUNTIME_ROLES, type RuntimeRole, TEMPLATE } from "./cluster";

export type TestDatabase = {
  readonly name: string;
  /** The superuser's connection: passes row-level security, so for arranging and inspecting only. */
  readonly adminUrl: string;
  /** The connection string of each runtime role. */
  readonly urls: Readonly<Record<RuntimeRole, string>>;
  readonly keys: readonly DatabaseKey[];
  /** Opens the database as a runtime role (`portcullis_web` by default); closed by `drop`. */
  open(role?: RuntimeRole, options?: { connections?: number }): Database;
  /** Runs one statement as the superuser. */
  admin<Row extends pg.QueryResultRow = pg.QueryResultRow>(
    sql: string,
    values?: readonly unknown[],
  ): Promise<Row[]>;
  /** Closes what was opened and drops the database. */
  drop(): Promise<void>;
};

/**
 * A migrated, empty database of its own for a test file, copied from the run's template. Whatever a
 * test does to it, even to its policies, no other test sees.
 *
 * @example
 * let database: TestDatabase;
 * beforeAll(async () => { database = await testDatabase(); });
 * afterAll(() => database.drop());
 */
export async function testDatabase(): Promise<TestDatabase> {
  const cluster = inject("cluster");
  const name = `t_${randomBytes(8).toString("hex")}`;
  const at = (user: string, password: string, database: string) =>
    `postgres://${user}:${password}@127.0.0.1:${cluster.port}/${database}`;
  const { user, password } = cluster.superuser;
  const onServer = async (sql: string) => {
    const client = new pg.Client({ connectionString: at(user, password, "postgres") });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await onServer(`create database ${name} template ${TEMPLATE}`);
  // A copy begins with PostgreSQL's own grants on the database; migrate.ts takes this one back.
  await onServer(`revoke temporary on database ${name} from public`);

  const adminPool = new pg.Pool({ connectionString: at(user, password, name), max: 4 });
  adminPool.on("error", () => undefined);
  const urls = Object.fromEntries(
    RUNTIME_ROLES.map((role) => [role, at(role, cluster.roles[role] ?? "", name)]),
  ) as Record<RuntimeRole, string>;
  const keys = cluster.databaseKeys.map(({ kid, key }) => ({
    kid,
    key: Buffer.from(key, "base64url"),
  }));
  const opened: Database[] = [];

  return {
    name,
    adminUrl: at(user, password, name),
    urls,
    keys,
    open(role = "portcullis_web", options = {}) {
      const database = openDatabase({
        url: urls[role],
        keys,
        applicationName: `test-${role}`,
        ...options,
      });
      opened.push(database);
      return database;
    },
    async admin<Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []) {
      return (await adminPool.query<Row>(sql, [...values])).rows;
    },
    async drop() {
      await Promise.all(opened.map((database) => database.close()));
      await adminPool.end();
      await onServer(`drop database ${name} with (force)`);
    },
  };
}
