import { afterAll, beforeAll, expect, it } from "vitest";
import type { Caller } from "@/lib/access";
import { acting } from "@/lib/access/testing/acting";
import type { Database } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { compileRules } from "@/lib/policy";
import { explainRequest } from "./explain-request";

let database: TestDatabase;
let db: Database;
let tenant: TestTenant;
const [serverId, grantId] = [newId(), newId()];
const rules = compileRules({ version: 1, default: "deny", tools: { echo: {} } });

beforeAll(async () => {
  database = await testDatabase();
  db = database.open();
  tenant = await makeTenant(database);
  const { tenantId, workspaceId } = tenant;
  await database.admin(
    "insert into portcullis.servers (tenant_id, workspace_id, id, name, url, created_by) values ($1, $2, $3, 's', 'https://example.test/mcp', 'test')",
    [tenantId, workspaceId, serverId],
  );
  await database.admin(
    `insert into portcullis.grants (tenant_id, workspace_id, id, server_id, name, token_hash, last_four, created_by)
     values ($1, $2, $3, $4, 'g', sha256('x'), 'abcd', 'test')`,
    [tenantId, workspaceId, grantId, serverId],
  );
  await database.admin(
    `insert into portcullis.rule_sets (tenant_id, workspace_id, id, server_id, version, hash, document, created_by)
     values ($1, $2, $3, $4, 1, $5, $6, 'test')`,
    [tenantId, workspaceId, newId(), serverId, rules.hash, JSON.stringify(rules.document)],
  );
  for (const request of ["request-twice", "request-twice", "request-once"]) {
    await database.admin(
      `insert into portcullis.decisions (tenant_id, workspace_id, id, server_id, grant_id, method, tool, decision, rule, policy_hash, redaction_version, request_id, ledger_seq, instance_id)
       values ($1, $2, $3, $4, $5, 'tools/call', 'other', 'refuse', '(default deny)', $6, 1, $7, 0, $3)`,
      [tenantId, workspaceId, newId(), serverId, grantId, rules.hash, request],
    );
  }
});
afterAll(() => database.drop());

function caller(of: TestTenant): Caller {
  return acting(of, "viewer");
}

it("shows every decision under a request id, with the rules that were in force then", async () => {
  const found = await explainRequest({ db }, caller(tenant), "request-twice");
  expect(found.decisions).toHaveLength(2);
  expect(found.more).toBe(false);
  for (const { why, otherwise, rulesThen } of found.decisions) {
    expect(why).toContain("not listed");
    expect(otherwise).toContain("List the tool");
    expect(rulesThen).toMatchObject({ version: 1, hash: rules.hash, document: rules.document });
  }
});

it("knows nothing of an id of another tenant, as of one that nobody has", async () => {
  const other = await makeTenant(database);
  for (const [who, id] of [
    [other, "request-once"],
    [tenant, "request-none"],
    [tenant, "' or true --"],
  ] as const) {
    expect(await explainRequest({ db }, caller(who), id)).toEqual({
      decisions: [],
      more: false,
      changes: [],
    });
  }
});
