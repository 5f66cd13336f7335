import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { type DatabaseKey, databaseTokenHeader, hmacPads } from "@/lib/crypto";
import type { Mode } from "@/lib/kernel";
import { findTransactionStatement } from "./transaction-words";

export type MigrateOptions = {
  /** A connection that may create roles: the embedded server's superuser, or an administrator's. */
  readonly adminUrl: string;
  readonly mode: Mode;
  /** Where the migrations are; `prisma/migrations` of the working directory by default. */
  readonly directory?: string;
  readonly rolePasswords?: Readonly<Record<string, string>>;
  readonly keys?: readonly DatabaseKey[];
  readonly log?: (line: string) => void;
};

/** One number for every runner on this database, so that two never migrate at once. */
const LOCK = 7_214_890_331;

/**
 * Brings the database to the newest migration. Each file runs in one transaction and is recorded in
 * Prisma's own table with Prisma's checksum, so that `prisma migrate deploy` continues where this
 * stopped. A file that was changed after it was applied stops the run, and so does one that would end
 * the transaction it runs in. Safe to call again and by
 * several processes at once.
 */
export async function migrate(options: MigrateOptions): Promise<void> {
  const client = new pg.Client({
    connectionString: options.adminUrl,
    application_name: "portcullis-migrate",
  });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    await prepare(client);
    const applied = await appliedMigrations(client);
    const directory = options.directory ?? join(process.cwd(), "prisma", "migrations");
    const migrations = readMigrations(directory);
    for (const { name, sql } of migrations.filter(({ name }) => !applied.has(name))) {
      const found = findTransactionStatement(sql);
      if (found !== null)
        throw new Error(
          `Migration ${name} ends its own transaction ("${found}"); nothing was applied`,
        );
    }
    for (const migration of migrations) {
      const checksum = applied.get(migration.name);
      if (checksum === undefined) {
        await apply(client, migration);
        options.log?.(`applied ${migration.name}`);
      } else if (checksum !== migration.checksum) {
        throw new Error(`Migration ${migration.name} was changed after it was applied`);
      }
    }
    await narrow(client);
    await stampMode(client, options.mode);
    await closeToTemporaryObjects(client);
    await setPasswords(client, options.rolePasswords ?? {});
    await installDatabaseKeys(client, options.keys ?? []);
  } finally {
    await client.end();
  }
}

type Migration = { readonly name: string; readonly sql: string; readonly checksum: string };

function readMigrations(directory: string): Migration[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(directory, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

async function prepare(client: pg.Client): Promise<void> {
  await client.query("create schema if not exists portcullis");
  await client.query(`create table if not exists portcullis._prisma_migrations (
    id varchar(36) primary key, checksum varchar(64) not null, finished_at timestamptz,
    migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
    started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`);
}

async function appliedMigrations(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    "select migration_name, checksum from portcullis._prisma_migrations where finished_at is not null and rolled_back_at is null",
  );
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query(migration.sql);
    await client.query("reset role");
    await client.query(
      `insert into portcullis._prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       values ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new Error(`Migration ${migration.name} failed; nothing of it was applied`, {
      cause: error,
    });
  }
}

/** The first run stamps what the database is for; evaluation never runs on a production database. */
async function stampMode(client: pg.Client, mode: Mode): Promise<void> {
  await client.query(
    "insert into portcullis.installation (mode) values ($1) on conflict do nothing",
    [mode],
  );
  const { rows } = await client.query<{ mode: string }>("select mode from portcullis.installation");
  if (rows[0]?.mode !== mode) {
    throw new Error(
      `This database was made for ${rows[0]?.mode} mode, and this process runs in ${mode} mode`,
    );
  }
}

/**
 * Takes from every table what its making left open: see the function. At every run, so that no
 * migration has to remember it.
 */
async function narrow(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    "select to_regprocedure('portcullis.narrow()') is not null as there",
  );
  if (rows[0]?.there !== true) return;
  await client.query("begin; set local role portcullis_owner; select portcullis.narrow(); commit");
}

/**
 * Nobody but the owner makes temporary tables, functions or operators: with none of their own, a
 * runtime role has no code to slip into a query. At every run, since a copy of a database begins
 * with PostgreSQL's own grants.
 */
export async function closeToTemporaryObjects(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>("select current_database() as name");
  const name = client.escapeIdentifier(rows[0]?.name ?? "");
  await client.query(`revoke temporary, create on database ${name} from public`);
}

async function setPasswords(
  client: pg.Client,
  passwords: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [role, password] of Object.entries(passwords)) {
    await client.query(
      `alter role ${client.escapeIdentifier(role)} password ${client.escapeLiteral(password)}`,
    );
  }
}

/** Makes keys known to `portcullis.claims()`. Keys that are there already stay as they are. */
export async function installDatabaseKeys(
  client: pg.Client,
  keys: readonly DatabaseKey[],
): Promise<void> {
  for (const { kid, key } of keys) {
    const { ipad, opad } = hmacPads(key);
    await client.query(
      "insert into portcullis.database_keys (kid, header, ipad, opad) values ($1, $2, $3, $4) on conflict (kid) do nothing",
      [kid, databaseTokenHeader(kid), ipad, opad],
    );
  }
}
