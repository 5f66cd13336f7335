import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import type { Jackson } from "@/lib/identity";
import { codeOf } from "@/lib/kernel/testing/code-of";
import { destroyTenant, exportTenant, findTenant, inviteOwner, suspendTenant } from ".";

let database: TestDatabase;
let admin: Database;
let tenant: TestTenant;
const operator = { name: "ops", reason: "Asked for by the organisation itself." };
const silent = { name: "ops", reason: "because" };
let disconnected = 0;
const jackson = {
  origin: "https://c.test",
  use: (work: (controllers: unknown) => Promise<unknown>) =>
    work({
      connectionAPIController: {
        deleteConnections: async () => {
          disconnected += 1;
        },
      },
    }),
  close: async () => undefined,
} as unknown as Jackson;

beforeAll(async () => {
  database = await testDatabase();
  const { adminUrl: url, keys } = database;
  admin = openDatabase({ url, keys, applicationName: "test-operator" });
});
beforeEach(async () => {
  tenant = await makeTenant(database);
  disconnected = 0;
});
afterAll(async () => {
  await admin.close();
  await database.drop();
});

const found = () => findTenant(admin, tenant.slug);
const freshDirectory = async () => join(await mkdtemp(join(tmpdir(), "export-")), "out");
const entries = async () =>
  (
    await database.admin<{ type: string }>(
      "select type from portcullis.ledger_entries where tenant_id = $1 order by seq",
      [tenant.tenantId],
    )
  ).map(({ type }) => type);

describe("an act of the operator without a reason", () => {
  it("copies nothing out", async () => {
    const to = await freshDirectory();
    expect(await codeOf(exportTenant({ db: admin }, await found(), silent, to))).toBe(
      "unprocessable",
    );
    expect(await readdir(join(to, "..")).catch(() => [])).toEqual([]);
  });

  it("takes no way in away", async () => {
    await suspendTenant({ db: admin }, await found(), operator);
    const work = destroyTenant({ db: admin, jackson }, await found(), silent, tenant.slug);
    expect(await codeOf(work)).toBe("unprocessable");
    expect(disconnected).toBe(0);
  });
});

it("a copy that was begun stands in the ledger, also where it was never finished", async () => {
  const to = await freshDirectory();
  const broken = Object.create(admin, {
    pool: {
      value: new Proxy(admin.pool, {
        get: (pool, name) =>
          name === "connect"
            ? async () => {
                throw new Error("the machine went away");
              }
            : Reflect.get(pool, name),
      }),
    },
  }) as Database;
  expect(await codeOf(exportTenant({ db: broken }, await found(), operator, to))).not.toBe("done");
  expect(await entries()).toContain("tenant.exported");
});

it("nothing is destroyed of an organisation that was opened again meanwhile", async () => {
  await suspendTenant({ db: admin }, await found(), operator);
  const seen = await found();
  await database.admin("update portcullis.tenants set status = 'active' where tenant_id = $1", [
    tenant.tenantId,
  ]);
  expect(await codeOf(destroyTenant({ db: admin, jackson }, seen, operator, tenant.slug))).toBe(
    "conflict",
  );
  expect(disconnected).toBe(0);
});

it("an export leaves every binary column behind but those that verify, and every code", async () => {
  const { tenantId, memberId } = tenant;
  await database.admin(
    `insert into portcullis.device_codes (tenant_id, id, device_hash, user_code, client, created_at, expires_at, poll_seconds, state)
     values ($1, uuidv7(), decode(repeat('c0ffee01', 8), 'hex'), 'BCDFGHJK', 'CLI', now(), now() + interval '9 minutes', 5, 'waiting')`,
    [tenantId],
  );
  await database.admin(
    `insert into portcullis.sessions (tenant_id, id, member_id, token_hash, created_at, minted_at, seen_at, idle_expires_at, expires_at, kind, amr)
     values ($1, uuidv7(), $2, decode(repeat('c0ffee02', 8), 'hex'), now(), now(), now(), now() + interval '1 day', now() + interval '1 day', 'browser', '{}')`,
    [tenantId, memberId],
  );
  const to = await freshDirectory();
  const { files } = await exportTenant({ db: admin }, await found(), operator, to);
  const all = await Promise.all(
    files.map(async ({ file }) => `${file}\n${await readFile(join(to, file), "utf8")}`),
  );
  expect(all.filter((text) => /c0ffee|BCDFGHJK/.test(text)).map((t) => t.split("\n")[0])).toEqual(
    [],
  );
});

it("of two invitations at the same moment one is good", async () => {
  const rooms = { db: admin, console: "https://c.test" };
  const owner = { email: `owner@${tenant.slug}.test`, name: "Owner" };
  const at = await found();
  const both = await Promise.allSettled(
    [1, 2, 3, 4].map(() => inviteOwner(rooms, at, operator, owner)),
  );
  expect(both.some(({ status }) => status === "fulfilled")).toBe(true);
  const [codes] = await database.admin(
    "select count(*)::int as n from portcullis.recovery_codes where tenant_id = $1 and used_at is null",
    [tenant.tenantId],
  );
  expect(codes).toEqual({ n: 1 });
});

it("what is left of a destroyed organisation says no word that its people chose", async () => {
  const { tenantId } = tenant;
  const text = await database.admin<{ t: string; c: string; y: string }>(
    `select c.relname as t, a.attname as c, format_type(a.atttypid, null) as y from pg_class c
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'portcullis'::regnamespace and c.relname = any ($1)
       and format_type(a.atttypid, null) in ('text', 'text[]', 'jsonb')`,
    [["workspaces", "members", "servers", "grants"]],
  );
  await database.admin(
    `insert into portcullis.workspaces (tenant_id, id, slug, name, salt) values ($1, uuidv7(), 'canary-slug', 'Canary name', $2)`,
    [tenantId, Buffer.alloc(32)],
  );
  await database.admin(
    `with made as (insert into portcullis.roles (tenant_id, id, name, description, permissions, version, created_by)
       values ($1, uuidv7(), 'Canary role', '', '{servers:read}', 1, 'member:x') returning id)
     update portcullis.members set role = 'custom', custom_role = (select id from made) where tenant_id = $1`,
    [tenantId],
  );
  await database.admin(
    `insert into portcullis.servers (tenant_id, workspace_id, id, name, kind, url, command, args, env, created_by, tools_error)
     values ($1, $2, uuidv7(), 'Canary server', 'stdio', null, '/canary/bin', '{canary-argument}', '{"CANARY": "canary"}', 'member:x', 'canary failed')`,
    [tenantId, tenant.workspaceId],
  );
  await suspendTenant({ db: admin }, await found(), operator);
  await destroyTenant({ db: admin, jackson }, await found(), operator, tenant.slug);
  const left: string[] = [];
  for (const name of new Set(text.map(({ t }) => t))) {
    const rows = await database.admin(
      `select to_jsonb(x)::text as row from portcullis."${name}" x where tenant_id = $1`,
      [tenantId],
    );
    for (const { row } of rows)
      if (/canary|owner@|Main/i.test(String(row))) left.push(`${name}: ${row}`);
  }
  expect(left).toEqual([]);
});
