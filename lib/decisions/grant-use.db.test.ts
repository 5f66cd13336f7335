import { afterAll, beforeAll, expect, it } from "vitest";
import type { Caller } from "@/lib/access";
import { acting } from "@/lib/access/testing/acting";
import type { Database } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { grantUse } from "./grant-use";

let database: TestDatabase;
let db: Database;
let tenant: TestTenant;
const serverId = newId();
const [used, idle] = [newId(), newId()];

beforeAll(async () => {
  database = await testDatabase();
  db = database.open();
  tenant = await makeTenant(database);
  await database.admin(
    "insert into portcullis.servers (tenant_id, workspace_id, id, name, url, created_by) values ($1, $2, $3, 's', 'https://example.test/mcp', 'test')",
    [tenant.tenantId, tenant.workspaceId, serverId],
  );
  for (const id of [used, idle]) {
    await database.admin(
      `insert into portcullis.grants (tenant_id, workspace_id, id, server_id, name, token_hash, last_four, created_by)
       values ($1, $2, $3, $4, 'g', sha256($5::bytea), 'abcd', 'test')`,
      [tenant.tenantId, tenant.workspaceId, id, serverId, id],
    );
  }
  for (const age of ["3 days", "2 hours", "1 hour"]) {
    await database.admin(
      `insert into portcullis.decisions (tenant_id, workspace_id, id, at, server_id, grant_id, method, decision, rule, redaction_version, request_id, ledger_seq, instance_id)
       values ($1, $2, $3, now() - $4::interval, $5, $6, 'tools/call', 'refuse', '(default deny)', 1, 'r', 0, $3)`,
      [tenant.tenantId, tenant.workspaceId, newId(), age, serverId, used],
    );
  }
});
afterAll(() => database.drop());

function caller(of: TestTenant): Caller {
  return acting(of, "viewer");
}

it("counts the last day's calls of a grant and leaves out one that was never used", async () => {
  const { uses, complete } = await grantUse({ db }, caller(tenant), serverId);
  expect(complete).toBe(true);
  expect([...uses.keys()]).toEqual([used]);
  expect(uses.get(used)?.callsLastDay).toBe(2);
  expect(Date.now() - Date.parse(uses.get(used)?.lastAt ?? "")).toBeLessThan(3_700_000);
});

it("knows nothing of another tenant's server, as of one that does not exist", async () => {
  const other = await makeTenant(database);
  for (const id of [serverId, newId(), "none"]) {
    expect((await grantUse({ db }, caller(other), id)).uses.size).toBe(0);
  }
});
