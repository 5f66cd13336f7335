import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller, Role } from "@/lib/access";
import { acting } from "@/lib/access/testing/acting";
import type { Database } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { searchRecords } from "./search-records";

let database: TestDatabase;
let db: Database;
let tenant: TestTenant;
const [serverId, grantId, keyId] = [newId(), newId(), newId()];

beforeAll(async () => {
  database = await testDatabase();
  db = database.open();
  tenant = await makeTenant(database);
  const { tenantId, workspaceId } = tenant;
  await database.admin(
    "insert into portcullis.servers (tenant_id, workspace_id, id, name, url, created_by) values ($1, $2, $3, 'Billing 100%', 'https://example.test/mcp', 'test')",
    [tenantId, workspaceId, serverId],
  );
  await database.admin(
    `insert into portcullis.grants (tenant_id, workspace_id, id, server_id, name, token_hash, last_four, created_by)
     values ($1, $2, $3, $4, 'billing agent', sha256('g'), 'Wx7z', 'test')`,
    [tenantId, workspaceId, grantId, serverId],
  );
  await database.admin(
    `insert into portcullis.api_keys (tenant_id, id, name, token_hash, last_four, capabilities, created_by)
     values ($1, $2, 'billing script', sha256('k'), 'Wx7z', '{}', 'test')`,
    [tenantId, keyId],
  );
  await database.admin(
    `insert into portcullis.decisions (tenant_id, workspace_id, id, server_id, grant_id, method, tool, decision, rule, redaction_version, request_id, ledger_seq, instance_id)
     values ($1, $2, $3, $4, $5, 'tools/call', 'pay', 'refuse', '(hidden)', 1, 'request-of-the-call', 0, $3)`,
    [tenantId, workspaceId, newId(), serverId, grantId],
  );
});
afterAll(() => database.drop());

function caller(of: TestTenant, role: Role): Caller {
  return acting(of, role);
}
const search = (text: string, role: Role = "admin", of = tenant) =>
  searchRecords({ db }, caller(of, role), text);
const ids = async (text: string) => (await search(text)).found.map(({ kind, id }) => [kind, id]);

describe("search", () => {
  it("finds records of every kind by a part of their name, whatever its case", async () => {
    expect(await ids("BILLING")).toEqual([
      ["server", serverId],
      ["grant", grantId],
      ["api-key", keyId],
    ]);
  });

  it("takes what is typed as text and not as a pattern", async () => {
    expect(await ids("100%")).toEqual([["server", serverId]]);
    expect(await ids("%")).toEqual([["server", serverId]]);
    expect(await ids("b_lling")).toEqual([]);
  });

  it("finds a call by its request id, a token by its last four characters, a record by its id", async () => {
    expect(await ids("request-of-the-call")).toEqual([["decision", "request-of-the-call"]]);
    expect(await ids("request-of-the-call.")).toEqual([["decision", "request-of-the-call"]]);
    expect(await ids("request-of")).toEqual([]);
    expect(await ids("Wx7z")).toEqual([
      ["grant", grantId],
      ["api-key", keyId],
    ]);
    expect(await ids(serverId)).toEqual([["server", serverId]]);
  });

  it("leaves out what the role may not see, and says so", async () => {
    const { found, withheld } = await search("billing", "viewer");
    expect(found.map(({ kind }) => kind)).toEqual(["server", "grant"]);
    expect(withheld).toEqual(["api-key"]);
  });

  it("finds nothing of another tenant", async () => {
    const other = await makeTenant(database);
    for (const text of ["billing", "request-of-the-call", "Wx7z", serverId]) {
      expect((await search(text, "admin", other)).found).toEqual([]);
    }
  });
});
