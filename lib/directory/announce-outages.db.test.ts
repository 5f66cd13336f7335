import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Caller, systemCaller } from "@/lib/access";
import type { Database } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { announceOutages } from "@/lib/identity";
import { addConnection } from "@/lib/identity/testing/members";
import { newId } from "@/lib/kernel";
import { announceDirectoryOutages } from "./announce-outages";

/* What identity depends on: told once when it begins to fail, and once when it works again. */
let database: TestDatabase;
let db: Database;
let tenant: TestTenant;
let worker: Caller;
beforeAll(async () => {
  database = await testDatabase();
  // As the worker runs: with its rights and no more.
  db = database.open("portcullis_worker");
});
afterAll(() => database.drop());
beforeEach(async () => {
  tenant = await makeTenant(database);
  worker = systemCaller("worker", { tenantId: tenant.tenantId, workspaceIds: [] }, "worker");
});

const run = (sql: string, ...values: unknown[]) =>
  database.admin(sql, [tenant.tenantId, ...values]);
async function later(minutes: number): Promise<void> {
  for (const table of ["connections", "directories"])
    await run(
      `update portcullis.${table} set turned_at = turned_at - make_interval(mins => $2) where tenant_id = $1`,
      minutes,
    );
}
/** The kinds of all notices with how many letters wait, in the order in which they were told. */
const told = async () => {
  const rows = await database.admin<{ kind: string; letters: number }>(
    `select n.kind, count(m.notice_id)::int as letters from portcullis.notices n
       left join portcullis.mail_queue m on m.tenant_id = n.tenant_id and m.notice_id = n.id
     where n.tenant_id = $1 group by n.id, n.kind order by n.id`,
    [tenant.tenantId],
  );
  return rows.map(({ kind, letters }) => `${kind} ${letters}`);
};

async function person(role: string, custom: string | null = null): Promise<void> {
  await run(
    `insert into portcullis.members (tenant_id, id, email, name, role, custom_role)
     values ($1, $2::uuid, $2::text || '@mine.test', 'Somebody', $3, $4)`,
    newId(),
    role,
    custom,
  );
}

async function directory(): Promise<string> {
  const id = newId();
  await run(
    `insert into portcullis.directories (tenant_id, id, name, connection, subject_from, created_by)
     values ($1, $2, 'Okta', 'c', 'externalId', 'test')`,
    id,
  );
  await run(
    `insert into portcullis.directory_tokens (tenant_id, directory_id, id, token_hash, last_four, capabilities, created_by, last_used_at)
     values ($1, $2, $3::uuid, sha256($3::text::bytea), 'abcd', '{}', 'test', now())`,
    id,
    newId(),
  );
  return id;
}
const sent = (id: string, what: string) =>
  run(
    `insert into portcullis.directory_events (tenant_id, directory_id, id, method, path, status, what, request_id)
     values ($1, $2, $3, 'POST', '/Users', 400, $4, 'r')`,
    id,
    newId(),
    what,
  );

describe("a directory", () => {
  const look = () => announceDirectoryOutages({ db }, worker);
  const cutOff = "update portcullis.directory_tokens set revoked_at = now() where tenant_id = $1";
  const silent =
    "update portcullis.directory_tokens set last_used_at = now() - interval '8 days' where tenant_id = $1";

  it("that fails is told of once when that began, and once when it has held again, by letter too", async () => {
    await person("viewer");
    const id = await directory();
    expect(await look()).toBe(0);
    await sent(id, "refused");
    expect(await look()).toBe(0);
    await later(6);
    // Two workers at the same moment: one of them tells.
    const both = await Promise.all([look(), look()]);
    expect(both.sort()).toEqual([0, 1]);
    expect(await told()).toEqual(["directory.failing 1"]);
    for (const what of ["user-changed", "refused", "user-changed"]) {
      await sent(id, what);
      await look();
      await later(20);
      expect(await look()).toBe(0);
    }
    await later(11);
    expect(await look()).toBe(1);
    expect(await look()).toBe(0);
    expect(await told()).toEqual(["directory.failing 1", "directory.works 1"]);
  });

  it.each([
    ["cut off", cutOff],
    ["silent", silent],
  ])("that is %s is told of, and says nothing more once it is disconnected", async (_name, sql) => {
    await directory();
    await run(sql);
    await look();
    await later(6);
    expect(await look()).toBe(1);
    await run("update portcullis.directories set removed_at = now() where tenant_id = $1");
    await later(60);
    expect(await look()).toBe(0);
    expect(await told()).toEqual(["directory.failing 1"]);
  });

  it("that was cut off works again once it is heard, and not by a token that nobody uses", async () => {
    await directory();
    const heard = (ago: string) =>
      run(
        "update portcullis.directory_tokens set revoked_at = null, last_used_at = now() - $2::interval where tenant_id = $1",
        ago,
      );
    await heard("3 hours");
    await run(cutOff);
    await look();
    await later(6);
    expect(await look()).toBe(1);
    await heard("3 hours");
    await look();
    await later(31);
    expect(await look()).toBe(0);
    await heard("0");
    await look();
    await later(31);
    expect(await look()).toBe(1);
    expect(await told()).toEqual(["directory.failing 1", "directory.works 1"]);
  });

  it("that was never heard, or is another organisation's, is not told of", async () => {
    await directory();
    await run("update portcullis.directory_tokens set last_used_at = null where tenant_id = $1");
    await run(cutOff);
    await look();
    await later(6);
    expect(await look()).toBe(0);
    await run("update portcullis.directory_tokens set last_used_at = now() where tenant_id = $1");
    await look();
    await later(6);
    const { tenantId } = await makeTenant(database);
    const other = systemCaller("worker", { tenantId, workspaceIds: [] }, "worker");
    expect(await announceDirectoryOutages({ db }, other)).toBe(0);
    expect(await told()).toEqual([]);
  });

  it("is told of to who looks after directories by a role of the organisation's own", async () => {
    const role = newId();
    await run(
      `insert into portcullis.roles (tenant_id, id, name, description, permissions, created_by)
       values ($1, $2, 'Keeper', '', '{directory:write}', 'test')`,
      role,
    );
    await person("custom", role);
    await directory();
    await run(cutOff);
    await look();
    await later(6);
    await look();
    // The tenant's owner, and the keeper.
    expect(await told()).toEqual(["directory.failing 1", "directory.failing 1"]);
  });
});

describe("a connection", () => {
  const look = () => announceOutages({ db }, worker);
  const set = (failing: boolean, state = "active") =>
    run(
      `update portcullis.connections set state = $2, failing_since = case when $3 then now() end,
         failure = case when $3 then 'unreachable' end where tenant_id = $1`,
      state,
      failing,
    );

  it("that fails is told of once when that began, and once when it has held again", async () => {
    await addConnection(database, tenant.tenantId);
    await set(true);
    expect(await look()).toBe(0);
    await later(6);
    const both = await Promise.all([look(), look()]);
    expect(both.sort()).toEqual([0, 1]);
    await set(false);
    await look();
    await later(20);
    expect(await look()).toBe(0);
    await later(11);
    expect([await look(), await look()]).toEqual([1, 0]);
    expect(await told()).toEqual(["connection.failing 1", "connection.works 1"]);
  });

  it("that nobody comes in through is not told of, nor said to work when it was turned off", async () => {
    await addConnection(database, tenant.tenantId);
    await set(true, "tested");
    await look();
    await later(60);
    expect(await look()).toBe(0);
    await set(true);
    await look();
    await later(6);
    expect(await look()).toBe(1);
    await set(false, "off");
    await look();
    await later(60);
    expect(await look()).toBe(0);
    expect(await told()).toEqual(["connection.failing 1"]);
  });
});
