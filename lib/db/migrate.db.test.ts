import { createHash, randomBytes } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { mintDatabaseToken } from "@/lib/crypto";
import { checkCatalogue } from "./check-catalogue";
import { installDatabaseKeys, type MigrateOptions, migrate } from "./migrate";
import { type TestDatabase, testDatabase } from "./testing";

const REAL = join(import.meta.dirname, "../../prisma/migrations");
const names = readdirSync(REAL)
  .filter((name) => /^\d+_/.test(name))
  .sort();

let database: TestDatabase;
let folder: string;
let empty: string;
let client: pg.Client;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "portcullis-migrations-"));
  cpSync(REAL, folder, { recursive: true });
  empty = `m_${randomBytes(6).toString("hex")}`;
  await database.admin(`create database ${empty}`);
  client = new pg.Client({ connectionString: adminUrl() });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.admin(`drop database ${empty} with (force)`);
  rmSync(folder, { recursive: true, force: true });
});

const adminUrl = () => database.adminUrl.replace(database.name, empty);
const run = (more: Partial<MigrateOptions> = {}) =>
  migrate({ adminUrl: adminUrl(), mode: "evaluation", directory: folder, ...more });

function addMigration(name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, "migration.sql"), sql);
}

async function recorded(): Promise<{ name: string; checksum: string }[]> {
  const { rows } = await client.query(
    "select migration_name as name, checksum from portcullis._prisma_migrations where finished_at is not null order by started_at, migration_name",
  );
  return rows;
}

const exists = async (relation: string) => {
  const { rows } = await client.query("select to_regclass($1) is not null as there", [relation]);
  return rows[0].there as boolean;
};

it("an empty database comes to every migration, with Prisma's checksums, and is without fault", async () => {
  const lines: string[] = [];
  await run({ log: (line) => lines.push(line) });
  const checksum = (name: string) =>
    createHash("sha256")
      .update(readFileSync(join(REAL, name, "migration.sql")))
      .digest("hex");
  expect(await recorded()).toEqual(names.map((name) => ({ name, checksum: checksum(name) })));
  expect(lines).toEqual(names.map((name) => `applied ${name}`));
  expect(await checkCatalogue(client as unknown as pg.Pool)).toEqual([]);
});

it("a second run applies nothing", async () => {
  await run();
  const [before, lines] = [await recorded(), [] as string[]];
  await run({ log: (line) => lines.push(line) });
  expect([await recorded(), lines]).toEqual([before, []]);
});

it("a file that was changed after it was applied stops the run before anything else is applied", async () => {
  await run();
  const [first = ""] = names;
  addMigration(first, `${readFileSync(join(folder, first, "migration.sql"), "utf8")}\n`);
  addMigration("99990101000000_next", "create table portcullis.next (id int)");
  await expect(run()).rejects.toThrow(`Migration ${first} was changed after it was applied`);
  expect(await exists("portcullis.next")).toBe(false);
});

it("a migration that fails half-way leaves nothing, and runs whole once it is mended", async () => {
  await run();
  const before = await recorded();
  const half =
    "set local role portcullis_owner; create table portcullis.half (id int); insert into portcullis.half values (1); ";
  addMigration("99990101000000_half", `${half} select 1 / 0;`);
  await expect(run()).rejects.toThrow(
    "Migration 99990101000000_half failed; nothing of it was applied",
  );
  expect([await exists("portcullis.half"), await recorded()]).toEqual([false, before]);
  addMigration("99990101000000_half", half);
  await run();
  expect([await exists("portcullis.half"), (await recorded()).length]).toEqual([
    true,
    before.length + 1,
  ]);
});

it("a migration that ends its transaction stops the run before anything is applied", async () => {
  addMigration("99990101000000_first", "create table portcullis.first (id int)");
  const sql = "create table portcullis.half (id int); commit; select 1 / 0;";
  addMigration("99990101000001_half", sql);
  await expect(run()).rejects.toThrow("Migration 99990101000001_half ends its own transaction");
  expect([await exists("portcullis.first"), await exists("portcullis.tenants")]).toEqual([
    false,
    false,
  ]);
});

it("a whole-table right that a later migration grants is narrowed to columns, and samples are not kept", async () => {
  await run();
  addMigration(
    "99990101000000_wide",
    `set local role portcullis_owner;
     create table portcullis.wide (tenant_id uuid not null, id uuid not null, name text, primary key (tenant_id, id));
     select portcullis.isolate('portcullis.wide');
     grant select, update on portcullis.wide, portcullis.members to portcullis_web;`,
  );
  await run();
  expect(await checkCatalogue(client as unknown as pg.Pool)).toEqual([]);
  const { rows } = await client.query(
    "select has_column_privilege('portcullis_web', 'portcullis.wide', 'name', 'update') as name, has_column_privilege('portcullis_web', 'portcullis.wide', 'id', 'update') as id",
  );
  expect(rows).toEqual([{ name: true, id: false }]);
});

it("runners that start at once apply each migration once", async () => {
  const lines: string[] = [];
  await Promise.all(Array.from({ length: 3 }, () => run({ log: (line) => lines.push(line) })));
  expect((await recorded()).map(({ name }) => name)).toEqual(names);
  expect(lines).toEqual(names.map((name) => `applied ${name}`));
});

it("a database made for one mode is refused to the other, in both directions", async () => {
  await run({ mode: "production" });
  await expect(run({ mode: "evaluation" })).rejects.toThrow(
    "made for production mode, and this process runs in evaluation mode",
  );
  await run({ mode: "production" });
  await client.query("update portcullis.installation set mode = 'evaluation'");
  await expect(run({ mode: "production" })).rejects.toThrow("made for evaluation mode");
});

it("an older release runs on a newer database, since what it does not know was applied before", async () => {
  addMigration("99990101000000_newer", "create table portcullis.newer (id int)");
  await run();
  rmSync(join(folder, "99990101000000_newer"), { recursive: true });
  await expect(run()).resolves.toBeUndefined();
});

it("keys are put in beside those that are there, which stay as they are", async () => {
  const [first, second] = [randomBytes(32), randomBytes(32)];
  await run({ keys: [{ kid: "one", key: first }] });
  await installDatabaseKeys(client, [
    { kid: "one", key: second },
    { kid: "two", key: second },
  ]);
  const verifies = async (kid: string, key: Buffer) => {
    const tenant = "0190a1b2-0000-7000-8000-000000000001";
    const token = mintDatabaseToken(
      { kid, key },
      { aud: "db", tenant_id: tenant, sub: "s", request_id: "r" },
    );
    const { rows } = await client.query(
      "select set_config('request.jwt', $1, false), portcullis.tenant_id() = $2 as ok",
      [token, tenant],
    );
    return rows[0].ok === true;
  };
  expect([
    await verifies("one", first),
    await verifies("one", second),
    await verifies("two", second),
  ]).toEqual([true, false, true]);
  await client.query("update portcullis.database_keys set not_after = now() where kid = 'one'");
  expect(await verifies("one", first)).toBe(false);
});
